package io.github.httppool.stats;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A window of three complete slots and the present one, ten nanoseconds each, that begins
 * at an odd time.
 */
class TimeSlotsTests {

	private static final long BEGIN = -7;

	private final TimeSlots<List<String>> slots = new TimeSlots<>(3, 10, ArrayList::new, List::clear);

	@Test
	void whenTimePassesThenTheOldestSlotIsForgotten() {
		add("a", 0);
		add("b", 10);
		add("c", 39);
		assertThat(all(39)).containsExactly("a", "b", "c");
		assertThat(all(40)).containsExactly("b", "c");
		assertThat(all(50)).containsExactly("c");
	}

	@Test
	void whenNothingHappensForLongThenNothingIsLeft() {
		add("a", 0);
		add("b", 35);
		assertThat(all(1000)).isEmpty();
		add("c", 1000);
		assertThat(all(1000)).containsExactly("c");
	}

	@Test
	void whenAnotherThreadHasReadTheTimeEarlierThenItCountsForThePresentSlot() {
		add("a", 25);
		add("b", 19);
		assertThat(this.slots.at(BEGIN + 25)).containsExactly("a", "b");
	}

	@Test
	void theSlotBeforeThePresentOneIsAtHand() {
		add("a", 0);
		add("b", 10);
		add("c", 20);
		assertThat(this.slots.before(BEGIN + 20)).containsExactly("b");
	}

	@Test
	void whatItCoversGrowsUntilItSlides() {
		add("a", 0);
		assertThat(this.slots.covered(BEGIN + 25)).isEqualTo(25);
		assertThat(this.slots.covered(BEGIN + 39)).isEqualTo(39);
		assertThat(this.slots.covered(BEGIN + 40)).isEqualTo(30);
		assertThat(this.slots.covered(BEGIN + 1009)).isEqualTo(39);
	}

	private void add(String item, long time) {
		this.slots.at(BEGIN + time).add(item);
	}

	private List<String> all(long time) {
		List<String> all = new ArrayList<>();
		this.slots.forAll(BEGIN + time, all::addAll);
		return all;
	}

}
