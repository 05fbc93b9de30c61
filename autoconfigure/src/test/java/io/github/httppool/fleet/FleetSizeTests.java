package io.github.httppool.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.github.httppool.autoconfigure.properties.FleetSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FleetSize}, alone and as many as a fleet has, in told time.
 */
class FleetSizeTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private final FleetSize size = new FleetSize(4, PATIENCE);

	@Test
	void whenThereAreMoreThenTheyCountAtOnce() {
		assertThat(this.size.counted(5, 0)).isTrue();
		assertThat(this.size.size()).isEqualTo(5);
	}

	@Test
	void whenThereAreAsManyThenNothingChanges() {
		assertThat(this.size.counted(4, 0)).isFalse();
	}

	@Test
	void whenFewerAreKnownThanToBeginWithThenTheSizeIsNotCountedUntilThatLasts() {
		this.size.counted(1, 0);
		assertThat(this.size.isCounted()).isFalse();
		this.size.counted(1, 60 * SECOND);
		assertThat(this.size.isCounted()).isTrue();
	}

	@Test
	void whenAsManyAreKnownAsToBeginWithThenTheSizeIsCounted() {
		this.size.counted(4, 0);
		assertThat(this.size.isCounted()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, -1 })
	void whenNoneIsKnownThenTheLastNumberRemains(int count) {
		for (int second = 0; second < 600; second++) {
			assertThat(this.size.counted(count, second * SECOND)).isFalse();
		}
		assertThat(this.size.size()).isEqualTo(4);
	}

	@Test
	void whenThereAreFewerForLongThenTheyCount() {
		assertThat(this.size.counted(3, 0)).isFalse();
		assertThat(this.size.counted(3, 59 * SECOND)).isFalse();
		assertThat(this.size.counted(3, 60 * SECOND)).isTrue();
		assertThat(this.size.size()).isEqualTo(3);
	}

	@Test
	void whenOneComesAndGoesThenNothingChanges() {
		for (int second = 0; second < 3600; second += 20) {
			assertThat(this.size.counted((second % 40 == 0) ? 3 : 4, second * SECOND)).isFalse();
		}
	}

	@Test
	void whenTheyBecomeFewerAndFewerThenTheMostOfThatTimeCount() {
		this.size.counted(1, 0);
		this.size.counted(3, 20 * SECOND);
		this.size.counted(2, 40 * SECOND);
		assertThat(this.size.counted(1, 60 * SECOND)).isTrue();
		assertThat(this.size.size()).isEqualTo(3);
		this.size.counted(1, 80 * SECOND);
		assertThat(this.size.counted(1, 140 * SECOND)).isTrue();
		assertThat(this.size.size()).isEqualTo(1);
	}

	@Test
	void whenTheClockOverflowsThenTimePassesAllTheSame() {
		long now = Long.MAX_VALUE - 30 * SECOND;
		this.size.counted(3, now);
		assertThat(this.size.counted(3, now + 60 * SECOND)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "100, 1, 100", "100, 3, 33", "100, 4, 25", "100, 100, 1", "100, 10000, 1", "19, 10, 1" })
	void aShareIsRoundedDownButForTheLastConnection(int limit, int replicas, int expected) {
		assertThat(new FleetSettings.Limit(limit, 200).share(replicas)).isEqualTo(expected);
	}

	@Test
	void aShareIsNoMoreThanAReplicaMayHave() {
		assertThat(new FleetSettings.Limit(1000, 200).share(2)).isEqualTo(200);
	}

	/**
	 * Each replica counts every 30 s, at a moment of its own. While one of them comes and
	 * goes every 45 s, the limits of all together stay below the limit of the fleet, and
	 * above nine tenths of it; no pool is resized more than once.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 10, 100, 1_000, 10_000 })
	void whileOneComesAndGoesTheFleetStaysWithinATenthOfItsLimit(int replicas) {
		FleetSettings.Limit limit = new FleetSettings.Limit(100 * replicas, Integer.MAX_VALUE);
		Fleet fleet = new Fleet(replicas, limit);
		fleet.run(0, 60, replicas);
		int settled = fleet.resizes;
		for (int second = 60; second < 600; second++) {
			fleet.run(second, second + 1, (second / 45 % 2 == 0) ? replicas : replicas - 1);
			assertThat(fleet.sum()).as("after %d s", second)
				.isBetween((long) (0.9 * limit.maxConnections()), (long) limit.maxConnections());
		}
		assertThat(fleet.resizes - settled).isZero();
	}

	/**
	 * A third of the fleet goes for good: within two rounds after the patience, the
	 * others have its share, less what cannot be divided.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 9, 99, 999, 9_999 })
	void whenManyGoThenTheOthersHaveTheirShare(int replicas) {
		int left = replicas / 3 * 2;
		FleetSettings.Limit limit = new FleetSettings.Limit(50 * replicas, Integer.MAX_VALUE);
		Fleet fleet = new Fleet(replicas, limit);
		fleet.run(0, 60, replicas);
		fleet.run(60, 60 + 120, left);
		assertThat(fleet.sum()).isBetween((long) limit.maxConnections() - left, (long) limit.maxConnections());
		assertThat(fleet.resizes).isEqualTo(replicas + left);
	}

	/**
	 * As a registry that has lost most of its instances does, for less than the patience.
	 */
	@Test
	void whenARegistryForgetsMostOfThemThenNothingChanges() {
		FleetSettings.Limit limit = new FleetSettings.Limit(5_000, Integer.MAX_VALUE);
		Fleet fleet = new Fleet(500, limit);
		fleet.run(0, 60, 500);
		int settled = fleet.resizes;
		fleet.counted = 20;
		fleet.run(60, 110, 500);
		fleet.counted = 0;
		fleet.run(110, 400, 500);
		fleet.counted = -1;
		fleet.run(400, 500, 500);
		assertThat(fleet.resizes).isEqualTo(settled);
	}

	/**
	 * Replicas that each count all of them.
	 */
	private static final class Fleet {

		private static final int INTERVAL = (int) FleetWatch.INTERVAL.toSeconds();

		private final FleetSettings.Limit limit;

		private final List<FleetSize> sizes = new ArrayList<>();

		private final int[] moments;

		private int alive;

		private int counted = -1;

		private int resizes;

		Fleet(int replicas, FleetSettings.Limit limit) {
			this.limit = limit;
			Random random = new Random(replicas);
			this.moments = IntStream.range(0, replicas).map((i) -> random.nextInt(INTERVAL)).toArray();
			IntStream.range(0, replicas).forEach((i) -> this.sizes.add(new FleetSize(1, PATIENCE)));
		}

		void run(int from, int to, int living) {
			this.alive = living;
			for (int second = from; second < to; second++) {
				for (int i = 0; i < living; i++) {
					boolean due = second % INTERVAL == this.moments[i];
					if (due && this.sizes.get(i)
						.counted((this.counted >= 0) ? this.counted : living, second * SECOND)) {
						this.resizes++;
					}
				}
			}
		}

		long sum() {
			return this.sizes.stream().limit(this.alive).mapToLong((size) -> this.limit.share(size.size())).sum();
		}

	}

}
