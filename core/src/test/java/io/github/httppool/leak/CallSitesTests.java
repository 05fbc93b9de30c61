package io.github.httppool.leak;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.github.httppool.call.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where calls are made, and which of them are looked at.
 */
class CallSitesTests {

	private static final int NEVER_AGAIN = 1_000_000;

	private static final long BEGIN = Long.MAX_VALUE - 10;

	private long now = BEGIN;

	@Test
	void whenCallIsLookedAtThenItsSiteIsClassMethodAndLine() {
		assertThat(call(sites(1), "/orders").callSite())
			.matches("io\\.github\\.httppool\\.leak\\.CallSitesTests\\.call\\(CallSitesTests\\.java:\\d+\\)");
	}

	@Test
	void whenLibrariesLieInBetweenThenTheyAreSkipped() {
		CallSites sites = new CallSites(1, () -> this.now, (name) -> !name.equals(Application.class.getName()));
		assertThat(new Application().calls(() -> call(sites, "/orders")).callSite())
			.startsWith(Application.class.getName() + ".calls(CallSitesTests.java:");
	}

	@Test
	void whenThereIsNoFrameOfTheApplicationThenThereIsNoSite() {
		CallSites sites = new CallSites(1, () -> this.now, (name) -> true);
		assertThat(call(sites, "/orders").callSite()).isNull();
	}

	@Test
	void whenSamplingIsOneInThreeThenOneInThreeIsLookedAt() {
		assertThat(lookedAt(sites(3), 7)).containsExactly(true, false, false, true, false, false, true);
	}

	@Test
	void whenThereAreVeryManyCallsThenSomePerSecondAreLookedAt() {
		CallSites sites = sites(2);
		assertThat(Collections.frequency(lookedAt(sites, 1_000), true)).isEqualTo(CallSites.BURST + 1);
		this.now += CallSites.STACK_NANOS;
		assertThat(lookedAt(sites, 4)).containsExactly(true, false, false, false);
		this.now += TimeUnit.SECONDS.toNanos(10);
		assertThat(Collections.frequency(lookedAt(sites, 1_000), true)).isEqualTo(CallSites.BURST + 1);
	}

	@Test
	void whenEachCallIsToBeLookedAtThenEachIs() {
		assertThat(lookedAt(sites(1), 1_000)).doesNotContain(false);
	}

	@Test
	void whenCallsLikeItHaveLeakedThenEachIsLookedAt() {
		CallSites sites = sampledOut();
		sites.leaked("GET /orders/{id}", this.now);
		assertThat(call(sites, "/orders/17").callSite()).isNotNull();
		assertThat(call(sites, "http://orders.example/orders/18?a=b").callSite()).isNotNull();
		assertThat(call(sites, "/other").callSite()).isNull();
	}

	@Test
	void whenFiveMinutesHavePassedThenCallsAreSampledAgain() {
		CallSites sites = sampledOut();
		sites.leaked("GET /orders/{id}", this.now);
		this.now = BEGIN + CallSites.FULL_NANOS - 1;
		assertThat(call(sites, "/orders/17").callSite()).isNotNull();
		this.now = BEGIN + CallSites.FULL_NANOS;
		assertThat(call(sites, "/orders/17").callSite()).isNull();
	}

	@Test
	void whenTheyLeakAgainThenTheTimeBeginsAnew() {
		CallSites sites = sampledOut();
		sites.leaked("GET /orders/{id}", this.now);
		sites.leaked("GET /orders/{id}", this.now + 100);
		this.now = BEGIN + CallSites.FULL_NANOS;
		assertThat(call(sites, "/orders/17").callSite()).isNotNull();
	}

	@Test
	void whenTooManyTemplatesLeakThenNoMoreAreKept() {
		CallSites sites = sampledOut();
		IntStream.range(0, CallSites.MAX_TEMPLATES).forEach((i) -> sites.leaked("GET /" + i, this.now));
		sites.leaked("GET /one-more", this.now);
		assertThat(call(sites, "/one-more").callSite()).isNull();
		sites.leaked("GET /0", this.now + 100);
		this.now = BEGIN + CallSites.FULL_NANOS;
		assertThat(call(sites, "/0").callSite()).isNotNull();
		sites.leaked("GET /one-more", this.now);
		assertThat(call(sites, "/one-more").callSite()).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "java.lang.Thread", "jdk.proxy2.$Proxy12", "com.acme.$Proxy12",
			"com.acme.OrderClient$$SpringCGLIB$$0", "org.springframework.web.client.RestClient", "reactor.core.Mono",
			"io.github.httppool.restclient.HttpExchange", "io.github.httppool.webclient.HttpPoolClientHttpConnector",
			"io.github.httppool.client.CarriedError", "io.github.httppool.call.Call",
			"io.github.httppool.leak.CallSites", "io.github.httppool.netty.CloseReasonHandler",
			"io.github.httppool.pool.ConnectionPool" })
	void classesOfLibrariesAndProxiesAreForeign(String name) {
		assertThat(CallSites.isForeign(name)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "com.acme.OrderClient", "com.acme.OrderClient$Inner", "javafoo.Client",
			"io.github.httppool.sample.traffic.RestCaller" })
	void classesOfApplicationsAreNot(String name) {
		assertThat(CallSites.isForeign(name)).isFalse();
	}

	/**
	 * The first call is always looked at.
	 */
	private CallSites sampledOut() {
		CallSites sites = sites(NEVER_AGAIN);
		call(sites, "/first");
		assertThat(call(sites, "/orders/17").callSite()).isNull();
		return sites;
	}

	private CallSites sites(int sampling) {
		return new CallSites(sampling, () -> this.now,
				(name) -> name.equals(CallSites.class.getName()) || !name.startsWith("io.github.httppool."));
	}

	private static Call call(CallSites sites, String target) {
		return sites.start("GET", target);
	}

	private static List<Boolean> lookedAt(CallSites sites, int calls) {
		return IntStream.range(0, calls).mapToObj((i) -> call(sites, "/" + i).callSite() != null).toList();
	}

	static final class Application {

		Call calls(Supplier<Call> client) {
			return client.get();
		}

	}

}
