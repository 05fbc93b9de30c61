package io.github.httppool.boot;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who wins: the client, the pool or Spring Boot.
 */
class PoolClientDefaultsTests {

	private static final Duration GENERAL = Duration.ofSeconds(3);

	private static final Duration ASKED = Duration.ofSeconds(7);

	private static final SslBundle GENERAL_BUNDLE = SslBundle.of(SslStoreBundle.NONE);

	private static final SslBundle POOL_BUNDLE = SslBundle.of(SslStoreBundle.NONE);

	private static final SslBundle ASKED_BUNDLE = SslBundle.of(SslStoreBundle.NONE);

	private final HttpClientSettings general = HttpClientSettings.defaults()
		.withTimeouts(GENERAL, GENERAL)
		.withSslBundle(GENERAL_BUNDLE);

	private final PoolClientDefaults nothingSet = new PoolClientDefaults(this.general, null, false, false);

	private final PoolClientDefaults allSet = new PoolClientDefaults(this.general, POOL_BUNDLE, true, true);

	@Test
	void whenNothingIsWrittenForThePoolThenSpringBootsSettingsStay() {
		assertThat(this.nothingSet.settings()).isEqualTo(this.general);
	}

	@Test
	void whenTimeoutsAreWrittenForThePoolThenThePoolKeepsThem() {
		assertThat(this.allSet.settings().connectTimeout()).isNull();
		assertThat(this.allSet.settings().readTimeout()).isNull();
	}

	@Test
	void whenOnlyOneTimeoutIsWrittenForThePoolThenTheOtherIsSpringBoots() {
		PoolClientDefaults connectSet = new PoolClientDefaults(this.general, null, true, false);
		assertThat(connectSet.settings().connectTimeout()).isNull();
		assertThat(connectSet.settings().readTimeout()).isEqualTo(GENERAL);
	}

	@Test
	void whenAClientAsksForTimeoutsOfItsOwnThenTheyWin() {
		HttpClientSettings asked = this.general.withTimeouts(ASKED, ASKED);
		assertThat(this.allSet.over(asked).connectTimeout()).isEqualTo(ASKED);
		assertThat(this.allSet.over(asked).readTimeout()).isEqualTo(ASKED);
	}

	@Test
	void whenASslBundleIsWrittenForThePoolThenItWinsOverSpringBoots() {
		assertThat(this.allSet.settings().sslBundle()).isSameAs(POOL_BUNDLE);
	}

	@Test
	void whenAClientAsksForNoSslBundleThenItHasThePools() {
		assertThat(this.allSet.over(HttpClientSettings.defaults()).sslBundle()).isSameAs(POOL_BUNDLE);
	}

	@Test
	void whenAClientAsksForASslBundleOfItsOwnThenItWins() {
		assertThat(this.allSet.over(this.general.withSslBundle(ASKED_BUNDLE)).sslBundle()).isSameAs(ASKED_BUNDLE);
	}

	@Test
	void whenAppliedTwiceThenNothingChanges() {
		assertThat(this.allSet.over(this.allSet.settings())).isEqualTo(this.allSet.settings());
	}

}
