package io.github.httppool.standalone;

import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.github.httppool.AddressUse;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.HttpPoolSettings.Names;
import io.github.httppool.HttpPools;
import io.github.httppool.NameResolver;
import io.github.httppool.StandaloneHttpPools;
import io.github.httppool.netty.AddressServers;
import io.github.httppool.netty.NameServer;
import io.github.httppool.netty.ReactorHttpPool;
import io.netty.resolver.AddressResolverGroup;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.netty.http.client.HttpClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Names that a name server resolves, or the Java runtime.
 */
@Timeout(120)
// Elsewhere, 127.0.0.1 is the only address of the loopback interface.
@EnabledOnOs(OS.LINUX)
class NameResolutionTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String OLD = "127.0.0.2";

	private static final String NEW = "127.0.0.3";

	@RegisterExtension
	final AddressServers servers = new AddressServers(OLD, NEW);

	@RegisterExtension
	final NameServer nameServer = new NameServer(Duration.ofSeconds(1));

	@ParameterizedTest
	@EnumSource
	void whenTheNameServerHasAnotherAddressThenNoNewRequestGoesToTheOldOne(ClientsOfBothKinds kind) {
		this.nameServer.set("api.test", OLD);
		Names names = Names.DEFAULT;
		AddressResolverGroup<?> resolver = this.nameServer.resolver(names);
		try (StandaloneHttpPools pools = pools(names)) {
			assertThat(call(kind, pools, resolver, "/").join()).isEqualTo(OLD);
			CompletableFuture<String> underWay = call(kind, pools, resolver, "/slow");
			this.nameServer.set("api.test", NEW);
			assertThat(underWay.join()).isEqualTo(OLD);
			await().atMost(PATIENCE).until(() -> this.servers.open(OLD) == 0);
			int last = this.servers.requests(OLD);
			List<CompletableFuture<String>> calls = Stream.generate(() -> call(kind, pools, resolver, "/"))
				.limit(20)
				.toList();
			assertThat(calls.stream().map(CompletableFuture::join)).containsOnly(NEW);
			assertThat(this.servers.requests(OLD)).isEqualTo(last);
		}
		finally {
			resolver.close();
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenAnswersAreKeptForLongerThanTheServerSaysThenItIsAskedOnce(ClientsOfBothKinds kind) {
		this.nameServer.set("api.test", OLD);
		Names names = new Names(AddressUse.ALL, NameResolver.NETTY, Duration.ofSeconds(60), Duration.ofSeconds(60),
				Duration.ofSeconds(1), null, null);
		AddressResolverGroup<?> resolver = this.nameServer.resolver(names);
		AddressResolverGroup<?> other = this.nameServer.resolver(Names.DEFAULT);
		try (StandaloneHttpPools pools = pools(names)) {
			call(kind, pools, resolver, "/").join();
			awaitSecondQuery(kind, pools, other);
			pools.get("default").evictIdle();
			call(kind, pools, resolver, "/").join();
			assertThat(this.nameServer.queries("api.test")).isOne();
		}
		finally {
			resolver.close();
			other.close();
		}
	}

	/** An answer that is kept as long as the server says is not kept any more. */
	private void awaitSecondQuery(ClientsOfBothKinds kind, StandaloneHttpPools pools,
			AddressResolverGroup<?> resolver) {
		this.nameServer.set("other.test", OLD);
		ReactorHttpPool pool = (ReactorHttpPool) pools.get("default");
		String url = "http://other.test:%d/".formatted(this.servers.port());
		await().atMost(PATIENCE).until(() -> {
			pool.evictIdle();
			kind.get(pool, pool.httpClient().resolver(resolver), url).join();
			return this.nameServer.queries("other.test") > 1;
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenANameIsShortThenTheSearchDomainsAreTried(ClientsOfBothKinds kind) {
		this.nameServer.set("api.svc.test", OLD);
		Names names = new Names(AddressUse.ALL, NameResolver.NETTY, Duration.ofSeconds(60), Duration.ZERO,
				Duration.ofSeconds(1), 1, List.of("other.test", "svc.test"));
		AddressResolverGroup<?> resolver = this.nameServer.resolver(names);
		try (StandaloneHttpPools pools = pools(names)) {
			ReactorHttpPool pool = (ReactorHttpPool) pools.get("default");
			String url = "http://api:%d/".formatted(this.servers.port());
			assertThat(kind.get(pool, pool.httpClient().resolver(resolver), url).join()).isEqualTo(OLD);
		}
		finally {
			resolver.close();
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenTheJavaRuntimeResolvesThenNamesAreFoundAndUnknownOnesNamed(ClientsOfBothKinds kind) {
		Names names = new Names(AddressUse.ALL, NameResolver.JDK, Duration.ofSeconds(60), Duration.ZERO,
				Duration.ofSeconds(1), null, null);
		try (AddressServers local = new AddressServers("127.0.0.1"); StandaloneHttpPools pools = pools(names)) {
			ReactorHttpPool pool = (ReactorHttpPool) pools.get("default");
			assertThat(kind.get(pool, pool.httpClient(), "http://localhost:%d/".formatted(local.port())).join())
				.isEqualTo("127.0.0.1");
			assertThatThrownBy(kind.get(pool, pool.httpClient(), "http://no-such-name.invalid/")::join)
				.hasRootCauseInstanceOf(UnknownHostException.class)
				.hasStackTraceContaining("no-such-name.invalid");
			await().until(() -> pools.totals().active() == 0);
		}
		await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
			.noneMatch((thread) -> thread.getName().startsWith("http-pool-dns")));
	}

	private static StandaloneHttpPools pools(Names names) {
		return HttpPools.builder()
			.pool("default", HttpPoolSettings.builder().evictionInterval(Duration.ofMillis(200)).names(names).build())
			.build();
	}

	private CompletableFuture<String> call(ClientsOfBothKinds kind, StandaloneHttpPools pools,
			AddressResolverGroup<?> resolver, String path) {
		ReactorHttpPool pool = (ReactorHttpPool) pools.get("default");
		HttpClient client = pool.httpClient().resolver(resolver);
		return kind.get(pool, client, this.servers.url(path));
	}

}
