package io.github.httppool.sockets;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

import io.github.httppool.PoolAddresses;
import io.github.httppool.PoolAddresses.Connected;
import io.github.httppool.PoolAddresses.Peer;
import io.github.httppool.SocketState;
import io.github.httppool.TotalsSnapshot;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How often the table is read, and what the sweep does about what is in it.
 */
class PoolSocketsTests {

	private static final InetSocketAddress REMOTE = new InetSocketAddress("127.0.0.1", 8081);

	private final List<TcpSocket> table = new ArrayList<>();

	private int reads;

	private final PoolSockets sockets = new PoolSockets(this::read, this::addresses);

	private int idle = 1;

	@Test
	void whenAskedAgainWithinAQuarterOfASecondThenTheTableIsNotReadAgain() {
		this.sockets.snapshot(at(1000));
		this.sockets.snapshot(at(1000));
		this.sockets.snapshot(at(1249));
		assertThat(this.reads).isEqualTo(1);
		this.sockets.snapshot(at(1250));
		assertThat(this.reads).isEqualTo(2);
	}

	@Test
	void whenTheClockBeginsBelowZeroThenTheTableIsReadAllTheSame() {
		this.sockets.snapshot(Long.MIN_VALUE);
		assertThat(this.reads).isEqualTo(1);
	}

	@Test
	void whenThereIsNoTableThenThereIsNoSnapshotAndNothingIsSwept() {
		PoolSockets absent = new PoolSockets(Optional::empty, this::addresses);
		assertThat(absent.snapshot(at(0))).isEmpty();
		assertThat(sweep(absent)).isEmpty();
	}

	@Test
	void whenTheServerHasClosedAConnectionThenThatIsToBeClosedIfItIsIdle() {
		this.table.add(new TcpSocket(40001, REMOTE, SocketState.CLOSE_WAIT));
		this.table.add(new TcpSocket(40002, REMOTE, SocketState.ESTABLISHED));
		this.table.add(new TcpSocket(40003, REMOTE, SocketState.CLOSE_WAIT));
		assertThat(sweep(this.sockets)).containsExactly(Set.of(1L));
	}

	@Test
	void whenNoServerHasClosedThenNothingIsToBeClosed() {
		this.table.add(new TcpSocket(40001, REMOTE, SocketState.ESTABLISHED));
		assertThat(sweep(this.sockets)).isEmpty();
	}

	@Test
	void whenNoConnectionIsIdleThenTheTableIsNotRead() {
		this.idle = 0;
		sweep(this.sockets);
		assertThat(this.reads).isZero();
	}

	@Test
	void whenALookTakesLongThenTheNextComesLater() {
		long[] clock = new long[1];
		CloseWaitReaper reaper = reaper(this.sockets, new ArrayList<>(), () -> clock[0] += at(10));
		reaper.sweep(at(-1000));
		reaper.sweep(at(0));
		assertThat(this.reads).as("a single long look").isEqualTo(2);
		reaper.sweep(at(19_999));
		assertThat(this.reads).isEqualTo(2);
		reaper.sweep(at(20_000));
		assertThat(this.reads).isEqualTo(3);
	}

	@Test
	void whenALookTakesVeryLongThenTheNextComesWithinMinutes() {
		long[] clock = new long[1];
		CloseWaitReaper reaper = reaper(this.sockets, new ArrayList<>(), () -> clock[0] += at(1000));
		reaper.sweep(at(0));
		reaper.sweep(at(1000));
		reaper.sweep(at(301_000));
		assertThat(this.reads).isEqualTo(3);
	}

	private List<Set<Long>> sweep(PoolSockets swept) {
		List<Set<Long>> closed = new ArrayList<>();
		reaper(swept, closed, () -> 0).sweep(at(0));
		return closed;
	}

	private CloseWaitReaper reaper(PoolSockets swept, List<Set<Long>> closed, LongSupplier clock) {
		return new CloseWaitReaper(swept, () -> new TotalsSnapshot(2, 1, this.idle, 0, 0, 500), closed::add, clock);
	}

	private Optional<List<TcpSocket>> read() {
		this.reads++;
		return Optional.of(this.table);
	}

	private List<PoolAddresses> addresses() {
		Peer peer = new Peer("localhost:8081", REMOTE);
		return List.of(new PoolAddresses("default",
				List.of(new Connected(1, 40001, peer), new Connected(2, 40002, peer)), Set.of(peer)));
	}

	private static long at(long millis) {
		return Duration.ofMillis(millis).toNanos();
	}

}
