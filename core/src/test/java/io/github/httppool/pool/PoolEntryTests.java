package io.github.httppool.pool;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The states of a slot, and which of them follows upon which.
 */
class PoolEntryTests {

	private static final Map<EntryState, Set<EntryState>> ALLOWED = new EnumMap<>(Map.of(EntryState.CONNECTING,
			EnumSet.of(EntryState.ACTIVE, EntryState.IDLE, EntryState.CLOSING, EntryState.FREE), EntryState.ACTIVE,
			EnumSet.of(EntryState.ACTIVE, EntryState.IDLE, EntryState.CLOSING, EntryState.FREE), EntryState.IDLE,
			EnumSet.of(EntryState.ACTIVE, EntryState.CLOSING, EntryState.FREE), EntryState.CLOSING,
			EnumSet.of(EntryState.FREE), EntryState.FREE, EnumSet.noneOf(EntryState.class)));

	@RegisterExtension
	private final PoolRig rig = new PoolRig();

	@ParameterizedTest(name = "{0} to {1}")
	@MethodSource("pairs")
	void whenAStateFollowsThenItIsTakenAndElseRefusedByName(EntryState from, EntryState to) {
		PoolEntry entry = entryIn(from);
		if (ALLOWED.get(from).contains(to)) {
			assertThat(entry.become(to)).isEqualTo(from);
			assertThat(entry.is(to)).isTrue();
		}
		else {
			assertThatIllegalStateException().isThrownBy(() -> entry.become(to))
				.withMessage("connection 17 to orders:80 is " + from + " and cannot become " + to);
			assertThat(entry.is(from)).isTrue();
		}
	}

	@Test
	void whenASlotIsFreeThenNothingMoreCanBecomeOfIt() {
		assertThat(EntryState.values()).noneMatch(EntryState.FREE::mayBecome);
	}

	static Stream<Arguments> pairs() {
		return Stream.of(EntryState.values())
			.flatMap((from) -> Stream.of(EntryState.values()).map((to) -> Arguments.of(from, to)));
	}

	private PoolEntry entryIn(EntryState state) {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		PoolEntry entry = new PoolEntry(17, pool.lease("orders").entry().group, 0, 1, this.rig.now());
		if (state != EntryState.CONNECTING) {
			entry.become(state);
		}
		return entry;
	}

}
