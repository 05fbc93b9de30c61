package io.github.httppool.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import io.github.httppool.CloseReason;
import io.github.httppool.HttpPool;
import io.github.httppool.HttpPools;
import io.github.httppool.RawServer;
import io.github.httppool.autoconfigure.PoolAutoConfigurations;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.restclient.autoconfigure.RestClientSsl;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.registry.HttpServiceGroup.ClientType;
import org.springframework.web.service.registry.ImportHttpServices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Clients follow their SSL bundle when it is reloaded, while calls are under way.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class ReloadedBundleTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final int CALLERS = 8;

	@TempDir
	static Path material;

	private static ClientCertificate before;

	private static ClientCertificate after;

	@TempDir
	Path directory;

	private CertificateServer server;

	@BeforeAll
	static void create() {
		before = ClientCertificate.create("before", material);
		after = ClientCertificate.create("after", material);
	}

	@BeforeEach
	void install() throws IOException {
		this.server = new CertificateServer(before, after);
		Files.write(this.directory.resolve("server.crt"),
				RawServer.class.getResourceAsStream("netty/server.crt").readAllBytes());
		install(before);
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource
	void whenTheCertificateIsRotatedUnderLoadThenNoCallFailsAndNoConnectionKeepsTheOldOne(PoolClient client) {
		run((context) -> {
			AtomicBoolean over = new AtomicBoolean();
			Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
			List<CompletableFuture<?>> callers = new ArrayList<>();
			for (int i = 0; i < CALLERS; i++) {
				String url = this.server.url((i % 2 == 0) ? "/" : "/slow/20");
				callers.add(ClientKind.onThreadOfItsOwn(() -> call(client, context, url, over, failures)));
			}
			await().atMost(PATIENCE).until(() -> this.server.requests(before) > 100);
			install(after);
			await().atMost(PATIENCE).until(() -> this.server.requests(after) > 0);
			await().atMost(PATIENCE).until(() -> this.server.open(before) == 0);
			int old = this.server.requests(before);
			int since = this.server.requests(after);
			await().atMost(PATIENCE).until(() -> this.server.requests(after) > since + 100);
			over.set(true);
			callers.forEach(CompletableFuture::join);
			assertThat(failures).isEmpty();
			assertThat(this.server.requests(before)).isEqualTo(old);
			assertThat(this.server.open(before)).isZero();
			assertThat(closed(context, CloseReason.EVICTED)).isPositive();
		}, "httppool.clients.payment.ssl.bundle=client");
	}

	/**
	 * Prints how soon the server has seen the new certificate, and for how long the old
	 * one was still in use, counted from the moment at which the pool has it.
	 */
	@ParameterizedTest
	@EnumSource
	@Tag("stress")
	void whenTheCertificateIsRotatedForAMinuteThenFiguresAreShown(PoolClient client) {
		run((context) -> {
			AtomicBoolean over = new AtomicBoolean();
			Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
			List<CompletableFuture<?>> callers = new ArrayList<>();
			for (int i = 0; i < CALLERS; i++) {
				callers.add(ClientKind
					.onThreadOfItsOwn(() -> call(client, context, this.server.url("/slow/20"), over, failures)));
			}
			await().atMost(PATIENCE).until(() -> this.server.requests(before) > 100);
			SslBundle next = SslBundle.of(new PemSslStoreBundle(new PemSslStoreDetails(null, after.pem(), after.key()),
					PemSslStoreDetails.forCertificate(file("server.crt"))));
			long begin = System.nanoTime();
			context.getBean(SslBundleRegistry.class).updateBundle("client", next);
			await().pollInterval(Duration.ofMillis(1)).until(() -> this.server.requests(after) > 0);
			long seen = System.nanoTime();
			await().pollInterval(Duration.ofMillis(1)).until(() -> this.server.open(before) == 0);
			long gone = System.nanoTime();
			int old = this.server.requests(before);
			LockSupport.parkNanos(Duration.ofMinutes(1).toNanos());
			over.set(true);
			callers.forEach(CompletableFuture::join);
			System.out.printf("%s: new certificate seen after %d ms, old one gone after %d ms; %d calls, %d failed%n",
					client, (seen - begin) / 1_000_000, (gone - begin) / 1_000_000,
					this.server.requests(before) + this.server.requests(after), failures.size());
			assertThat(failures).isEmpty();
			assertThat(this.server.requests(before)).isEqualTo(old);
			assertThat(this.server.open(before)).isZero();
		}, "httppool.clients.payment.ssl.bundle=client");
	}

	private static Void call(PoolClient client, ApplicationContext context, String url, AtomicBoolean over,
			Queue<Throwable> failures) {
		while (!over.get()) {
			try {
				client.get(context, "payment", url);
			}
			catch (Throwable ex) {
				failures.add(ex);
			}
		}
		return null;
	}

	@ParameterizedTest
	@ValueSource(strings = { "httppool.ssl.bundle", "spring.http.clients.ssl.bundle" })
	void whenTheBundleIsOfAllClientsThenTheyFollowIt(String property) {
		run((context) -> {
			for (PoolClient client : PoolClient.values()) {
				assertThat(client.get(context, "default", this.server.url("/"))).isEqualTo("before");
			}
			install(after);
			for (PoolClient client : PoolClient.values()) {
				await().atMost(PATIENCE)
					.untilAsserted(
							() -> assertThat(client.get(context, "default", this.server.url("/"))).isEqualTo("after"));
			}
		}, property + "=client");
	}

	@Test
	void whenTheBundleIsOfAnHttpServiceGroupThenItsClientsFollowIt() {
		run((context) -> {
			Greeting rest = context.getBean(RestGreeting.class);
			Greeting web = context.getBean(WebGreeting.class);
			assertThat(List.of(rest.get(), web.get())).containsOnly("before");
			install(after);
			await().atMost(PATIENCE)
				.untilAsserted(() -> assertThat(List.of(rest.get(), web.get())).containsOnly("after"));
		}, "spring.http.serviceclient.rest.ssl.bundle=client", "spring.http.serviceclient.web.ssl.bundle=client",
				"spring.http.serviceclient.rest.base-url=" + this.server.url(""),
				"spring.http.serviceclient.web.base-url=" + this.server.url(""));
	}

	@Test
	void whenABuilderHasTheBundleThenItsClientsFollowItWhenTheyWereBuiltAndWhenNot() {
		run((context) -> {
			RestClient first = client(context);
			assertThat(get(first)).isEqualTo("before");
			install(after);
			await().atMost(PATIENCE).untilAsserted(() -> assertThat(get(first)).isEqualTo("after"));
			assertThat(get(client(context))).isEqualTo("after");
			// Both share their connections.
			HttpPool pool = context.getBean(HttpPools.class).get("default");
			await().atMost(PATIENCE).untilAsserted(() -> assertThat(pool.snapshot().idle()).isOne());
		});
	}

	private static RestClient client(ApplicationContext context) {
		return context.getBean(RestClient.Builder.class)
			.apply(context.getBean(RestClientSsl.class).fromBundle("client"))
			.build();
	}

	private String get(RestClient client) {
		return client.get().uri(this.server.url("/")).retrieve().body(String.class);
	}

	@Test
	void whenACallIsUnderWayThenItsConnectionIsClosedAfterIt() {
		run((context) -> {
			CompletableFuture<String> slow = ClientKind
				.onThreadOfItsOwn(() -> PoolClient.REST_CLIENT.get(context, "default", this.server.url("/slow/1000")));
			await().atMost(PATIENCE).until(() -> this.server.open(before) == 1);
			install(after);
			await().atMost(PATIENCE)
				.until(() -> PoolClient.WEB_CLIENT.get(context, "default", this.server.url("/")).equals("after"));
			assertThat(slow.join()).isEqualTo("before");
			await().atMost(PATIENCE).until(() -> this.server.open(before) == 0);
			assertThat(this.server.open(after)).isOne();
		}, "httppool.ssl.bundle=client");
	}

	@Test
	void whenTheReloadedBundleIsBrokenThenTheOldOneStaysAndTheNextOneCounts(CapturedOutput output) {
		run((context) -> {
			assertThat(PoolClient.REST_CLIENT.get(context, "default", this.server.url("/"))).isEqualTo("before");
			try {
				Files.writeString(this.directory.resolve("client.key"), "no key");
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
			await().atMost(PATIENCE)
				.untilAsserted(() -> assertThat(output).contains(
						"Pool 'default' keeps using the previous version of SSL bundle 'client': the reloaded version cannot be used: "));
			assertThat(PoolClient.REST_CLIENT.get(context, "default", this.server.url("/"))).isEqualTo("before");
			assertThat(closed(context, CloseReason.EVICTED)).isZero();
			install(after);
			await().atMost(PATIENCE)
				.until(() -> PoolClient.REST_CLIENT.get(context, "default", this.server.url("/")).equals("after"));
		}, "httppool.ssl.bundle=client");
	}

	private void install(ClientCertificate certificate) {
		certificate.install(this.directory.resolve("client.crt"), this.directory.resolve("client.key"));
	}

	private static long closed(ApplicationContext context, CloseReason reason) {
		long closed = 0;
		for (HttpPool pool : context.getBean(HttpPools.class)) {
			closed += pool.snapshot().closed().get(reason);
		}
		return closed;
	}

	/** Ends by proving that nothing is under way and nothing left. */
	private void run(ContextConsumer<ApplicationContext> test, String... properties) {
		new ApplicationContextRunner().withConfiguration(PoolAutoConfigurations.all())
			.withUserConfiguration(Groups.class)
			.withPropertyValues("spring.ssl.bundle.pem.client.reload-on-update=true",
					"spring.ssl.bundle.watch.file.quiet-period=100ms",
					"spring.ssl.bundle.pem.client.keystore.certificate=" + file("client.crt"),
					"spring.ssl.bundle.pem.client.keystore.private-key=" + file("client.key"),
					"spring.ssl.bundle.pem.client.truststore.certificate=" + file("server.crt"))
			.withPropertyValues(properties)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				test.accept(context);
				HttpPools pools = context.getBean(HttpPools.class);
				await().untilAsserted(() -> assertThat(pools.totals()).satisfies(
						(totals) -> assertThat(totals.active() + totals.pending() + totals.connecting()).isZero()));
				pools.forEach((pool) -> {
					pool.evictIdle();
					await().untilAsserted(() -> assertThat(pool.connections()).isEmpty());
					assertThat(pool.snapshot().created()).isEqualTo(pool.snapshot().closedTotal());
				});
			});
	}

	private String file(String name) {
		return this.directory.resolve(name).toUri().toString();
	}

	/**
	 * Calls the server.
	 */
	interface Greeting {

		@GetExchange("/")
		String get();

	}

	interface RestGreeting extends Greeting {

	}

	interface WebGreeting extends Greeting {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "rest", types = RestGreeting.class, clientType = ClientType.REST_CLIENT)
	@ImportHttpServices(group = "web", types = WebGreeting.class, clientType = ClientType.WEB_CLIENT)
	static class Groups {

	}

}
