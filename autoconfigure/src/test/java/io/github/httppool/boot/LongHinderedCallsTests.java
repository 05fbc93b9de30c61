package io.github.httppool.boot;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long calls last that something keeps from ending, with figures. On demand and on a
 * quiet machine: {@code mvn -pl core,autoconfigure test -Dtests.excluded=none
 * -Dtest=LongHinderedCallsTests -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@Tag("stress")
@Timeout(240)
class LongHinderedCallsTests {

	private static final Duration TOLERANCE = Duration.ofMillis(50);

	private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

	private final List<CallEnding> endings = new ArrayList<>();

	@Test
	void withNothingConfiguredNoCallLastsLongerThan31Seconds() {
		warmUp();
		List<HinderedCalls> calls = Arrays.stream(Hindrance.values()).map(HinderedCalls::unlessSet).toList();
		List<CompletableFuture<List<CallEnding>>> all = calls.stream()
			.map((each) -> ClientKind.onThreadOfItsOwn(() -> endings(each)))
			.toList();
		all.forEach((each) -> this.endings.addAll(each.join()));
		print();
		assertThat(this.endings).allSatisfy((ending) -> {
			assertThat(ending.failure()).isInstanceOf(Exception.class);
			assertThat(ending.elapsed()).isLessThan(Duration.ofSeconds(31));
		});
	}

	@Test
	void withALimitSetACallEndsWithinATenthOfIt() {
		warmUp();
		Duration limit = Duration.ofSeconds(1);
		for (Hindrance hindrance : Hindrance.values()) {
			this.endings.addAll(endings(HinderedCalls.within(limit, hindrance)));
		}
		print();
		assertThat(this.endings).allSatisfy((ending) -> {
			Duration expected = (ending.hindrance().limit() != null) ? limit : Duration.ZERO;
			assertThat(ending.failure(ending.hindrance().type())).isNotNull();
			assertThat(ending.elapsed()).isBetween(expected,
					expected.plus(expected.dividedBy(10)).plus(TOLERANCE).plus(pause(ending.hindrance())));
		});
	}

	/**
	 * All clients but the first wait for the next attempt to connect to a host that has
	 * refused one.
	 */
	private static Duration pause(Hindrance hindrance) {
		return (hindrance == Hindrance.REFUSED) ? FIRST_PAUSE : Duration.ZERO;
	}

	/**
	 * Has all classes loaded and compiled that the calls need.
	 */
	private static void warmUp() {
		for (Hindrance hindrance : Hindrance.values()) {
			endings(HinderedCalls.within(Duration.ofMillis(100), hindrance));
		}
	}

	private static List<CallEnding> endings(HinderedCalls calls) {
		try (calls) {
			return calls.endings();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void print() {
		this.endings.forEach((ending) -> System.out.println(ending + "\n" + ending.chain()));
	}

}
