package io.github.httppool.boot;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.github.httppool.AddressSnapshot;
import io.github.httppool.AddressUse;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.HttpPools;
import io.github.httppool.NameResolver;
import io.github.httppool.autoconfigure.PoolAutoConfigurations;
import io.github.httppool.netty.AddressServers;
import io.github.httppool.netty.NameBook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.http.HttpEntity;
import org.springframework.http.RequestEntity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Which addresses of a name are used, and what resolves it, as properties say.
 */
@Timeout(60)
// Elsewhere, 127.0.0.1 is the only address of the loopback interface.
@EnabledOnOs(OS.LINUX)
class NameResolutionPropertiesTests {

	/** Five to each address, give or take one. */
	private static final int CONNECTIONS = 15;

	private static final Duration PATIENCE = Duration.ofSeconds(50);

	private static final String[] ADDRESSES = { "127.0.0.1", "127.0.0.2", "127.0.0.3" };

	@RegisterExtension
	final AddressServers servers = new AddressServers(ADDRESSES);

	private final NameBook names = new NameBook(ADDRESSES);

	@RegisterExtension
	final PooledApplication application = new PooledApplication("httppool.pool.max-connections=" + CONNECTIONS)
		.customizing((client) -> client.resolver(this.names));

	@RegisterExtension
	final PooledApplication first = new PooledApplication("httppool.pool.addresses=first",
			"httppool.pool.max-connections=" + CONNECTIONS)
		.customizing((client) -> client.resolver(this.names));

	@RegisterExtension
	final PooledApplication jdk = new PooledApplication("httppool.dns.resolver=jdk");

	@ParameterizedTest
	@EnumSource
	void whenNothingIsSetThenConnectionsAreSpreadOverAllAddresses(ClientKind client) {
		// On a busy machine, an address may be overtaken: then it has fewer for a moment.
		await().atMost(PATIENCE).untilAsserted(() -> {
			this.application.pool().evictIdle();
			assertThat(answers(client, this.application)).contains(ADDRESSES);
			assertThat(rows(this.application)).extracting((row) -> row.active() + row.idle())
				.allSatisfy((connections) -> assertThat(connections).isBetween(4, 6));
		});
		assertThat(rows(this.application)).extracting(AddressSnapshot::address)
			.containsExactly(
					Stream.of(ADDRESSES).map((address) -> address + ":" + this.servers.port()).toArray(String[]::new));
	}

	@ParameterizedTest
	@EnumSource
	void whenTheFirstIsToBeUsedThenAllConnectionsGoThere(ClientKind client) {
		await().atMost(PATIENCE).untilAsserted(() -> {
			this.first.pool().evictIdle();
			assertThat(answers(client, this.first)).containsOnly(ADDRESSES[0]);
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenTheJavaRuntimeIsToResolveThenItDoes(ClientKind client) {
		RequestEntity<?> request = RequestEntity.get(URI.create("http://localhost:%d/".formatted(this.servers.port())))
			.build();
		assertThat(client.send(this.jdk, request).join()).returns("127.0.0.1", HttpEntity::getBody);
		assertThat(Thread.getAllStackTraces().keySet())
			.anyMatch((thread) -> thread.getName().startsWith("http-pool-dns"));
	}

	@Test
	void whenAPoolHasItsOwnThenThatHolds() {
		runner("httppool.dns.max-ttl=9s", "httppool.clients.payment.dns.resolver=jdk",
				"httppool.clients.payment.pool.addresses=first",
				"httppool.clients.payment.dns.search-domains=a.example")
			.run((context) -> {
				HttpPools pools = context.getBean(HttpPools.class);
				HttpPoolSettings.Names shared = pools.get("default").settings().names();
				assertThat(shared.addresses()).isEqualTo(AddressUse.ALL);
				assertThat(shared.resolver()).isEqualTo(NameResolver.NETTY);
				assertThat(shared.searchDomains()).isNull();
				HttpPoolSettings.Names own = pools.get("payment").settings().names();
				assertThat(own.addresses()).isEqualTo(AddressUse.FIRST);
				assertThat(own.resolver()).isEqualTo(NameResolver.JDK);
				assertThat(own.maxTtl()).hasSeconds(9);
				assertThat(own.searchDomains()).containsExactly("a.example");
			});
	}

	private static ApplicationContextRunner runner(String... properties) {
		return new ApplicationContextRunner().withConfiguration(PoolAutoConfigurations.all())
			.withPropertyValues(properties);
	}

	private List<String> answers(ClientKind client, PooledApplication application) {
		this.servers.together(CONNECTIONS);
		RequestEntity<?> request = RequestEntity.get(URI.create(this.servers.url("/together"))).build();
		List<CompletableFuture<String>> calls = Stream
			.generate(() -> client.send(application, request).thenApply(HttpEntity::getBody))
			.limit(CONNECTIONS)
			.toList();
		return calls.stream().map(CompletableFuture::join).toList();
	}

	private static List<AddressSnapshot> rows(PooledApplication application) {
		return application.snapshot().hosts().get(0).addresses();
	}

}
