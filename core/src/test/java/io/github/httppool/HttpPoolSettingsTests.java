package io.github.httppool;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.List;

import io.github.httppool.HttpPoolSettings.AccessLog;
import io.github.httppool.HttpPoolSettings.KeepAlive;
import io.github.httppool.HttpPoolSettings.LeakDetection;
import io.github.httppool.HttpPoolSettings.Limits;
import io.github.httppool.HttpPoolSettings.Names;
import io.github.httppool.HttpPoolSettings.Pool;
import io.github.httppool.HttpPoolSettings.Retry;
import io.github.httppool.HttpPoolSettings.Timeouts;
import io.github.httppool.HttpPoolSettings.Total;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What stays of settings when some of them change.
 */
class HttpPoolSettingsTests {

	/** In which nothing is as unless configured. */
	private static final HttpPoolSettings SETTINGS = new HttpPoolSettings(
			new Pool(11, 7, 5, 6, seconds(13), seconds(17), 0.25, 19, seconds(23), Leasing.FIFO,
					new KeepAlive(false, false, seconds(29), true), 3, WarmUp.READINESS, 4),
			new Timeouts(seconds(31), seconds(37), seconds(41), seconds(43), seconds(47), seconds(53), seconds(59),
					new Total(seconds(61), true, 67), "X-Time-Left"),
			new LeakDetection(false, seconds(71), Reclaim.AFTER, seconds(73), 79),
			new Retry(4, seconds(83), seconds(89), 0.5, List.of(500), 0.75, 97), new Limits(101, 103),
			ProxySettings.through(ProxyServer.of("http://proxy:3128").namedBy("a test"), "a.example"),
			new Names(AddressUse.FIRST, NameResolver.JDK, seconds(107), seconds(109), seconds(113), 4,
					List.of("svc.example")),
			new AccessLog(true, 0.125));

	private static Duration seconds(long seconds) {
		return Duration.ofSeconds(seconds);
	}

	@Test
	void nothingHereIsAsUnlessConfigured() throws ReflectiveOperationException {
		assertDiffers(SETTINGS, HttpPoolSettings.DEFAULT);
		assertDiffers(SETTINGS.pool(), Pool.DEFAULT);
		assertDiffers(SETTINGS.timeouts(), Timeouts.DEFAULT);
	}

	private static void assertDiffers(Record one, Record other) throws ReflectiveOperationException {
		for (RecordComponent component : one.getClass().getRecordComponents()) {
			assertThat(component.getAccessor().invoke(one)).as(component.getName())
				.isNotEqualTo(component.getAccessor().invoke(other));
		}
	}

	@Test
	void whenTheLimitsAreTheSameThenNothingChanges() {
		assertThat(SETTINGS.withLimitsOf(SETTINGS)).isEqualTo(SETTINGS);
		assertThat(SETTINGS.withMaxConnections(11)).isEqualTo(SETTINGS);
		assertThat(SETTINGS.withProxy(SETTINGS.proxy())).isEqualTo(SETTINGS);
	}

	@Test
	void whenTheLimitsChangeThenAllElseStays() {
		HttpPoolSettings changed = HttpPoolSettings.DEFAULT.withLimitsOf(SETTINGS);
		assertThat(changed.pool()).usingRecursiveComparison()
			.ignoringFields("evictionInterval", "keepAlive", "minIdleConnections", "warmUp")
			.isEqualTo(SETTINGS.pool());
		assertThat(changed.withLimitsOf(HttpPoolSettings.DEFAULT)).isEqualTo(HttpPoolSettings.DEFAULT);
	}

}
