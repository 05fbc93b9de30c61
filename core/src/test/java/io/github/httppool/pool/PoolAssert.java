package io.github.httppool.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.github.httppool.CloseReason;
import io.github.httppool.ConnectionSnapshot;
import io.github.httppool.ConnectionState;
import io.github.httppool.HostSnapshot;
import io.github.httppool.HttpPoolListener.Acquired;
import io.github.httppool.HttpPoolListener.Created;
import io.github.httppool.HttpPoolListener.Released;
import io.github.httppool.LoadSnapshot;
import io.github.httppool.PoolSnapshot;
import io.github.httppool.PoolState;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/**
 * Assertions on what a pool holds and has done.
 */
final class PoolAssert extends AbstractAssert<PoolAssert, TestPool> {

	private final PoolSnapshot snapshot;

	PoolAssert(TestPool actual) {
		super(actual, PoolAssert.class);
		this.snapshot = actual.snapshot();
	}

	PoolAssert hasActive(int expected) {
		return has("active", this.snapshot.active(), expected);
	}

	PoolAssert hasIdle(int expected) {
		return has("idle", this.snapshot.idle(), expected);
	}

	PoolAssert hasConnecting(int expected) {
		return has("connecting", this.snapshot.connecting(), expected);
	}

	PoolAssert hasClosing(int expected) {
		return has("closing", rows(ConnectionState.CLOSING), expected);
	}

	PoolAssert hasPending(int expected) {
		return has("pending", this.snapshot.pending(), expected);
	}

	PoolAssert hasCreated(long expected) {
		return has("created", this.snapshot.created(), expected);
	}

	PoolAssert hasAcquired(long expected) {
		return has("acquired", this.snapshot.acquired(), expected);
	}

	PoolAssert hasReused(long expected) {
		return has("reused", this.snapshot.reused(), expected);
	}

	PoolAssert hasTimeouts(long expected) {
		return has("timeouts", this.snapshot.timeouts(), expected);
	}

	PoolAssert hasRejected(long expected) {
		return has("rejected", this.snapshot.rejected(), expected);
	}

	PoolAssert hasHosts(int expected) {
		return has("hosts", this.snapshot.hosts().size(), expected);
	}

	/**
	 * Whether so many connections were closed for this reason, and none for another.
	 */
	PoolAssert hasClosed(CloseReason reason, long expected) {
		has(reason.name(), this.snapshot.closed().get(reason), expected);
		return has("closed for whatever reason", this.snapshot.closedTotal(), expected);
	}

	PoolAssert hasClosedNothing() {
		return has("closed for whatever reason", this.snapshot.closedTotal(), 0);
	}

	private PoolAssert has(String figure, long value, long expected) {
		Assertions.assertThat(value).as("%s of %s", figure, this.actual).isEqualTo(expected);
		return this;
	}

	// Invariants

	/**
	 * Whether everything is true that must be at every moment.
	 */
	PoolAssert isSound() {
		figuresAgree();
		hostsAddUp();
		loadAgrees();
		this.snapshot.hosts().forEach(this::loadOfHostAgrees);
		streamsAreLimited();
		rowsAgree();
		eventsAgree();
		this.actual.waiting().forEach(this::isNotForgotten);
		floorsAreLookedAfter();
		return this;
	}

	/**
	 * What is missing is not forgotten.
	 */
	private void floorsAreLookedAfter() {
		boolean looksAfter = this.snapshot.state() == PoolState.RUNNING;
		this.actual.total().lock.runLocked(() -> this.actual.engine()
			.hosts()
			.stream()
			.flatMap((host) -> host.groups().stream())
			.forEach((group) -> {
				ConnectionFloor floor = group.floor();
				if (looksAfter && floor != null && !floor.isAsleep() && floor.missing(group) > 0) {
					Assertions.assertThat(floor.isScheduled()).as("%s are looked after", floor).isTrue();
				}
			}));
	}

	/**
	 * Whether the pool is closed and nothing is left of what it held.
	 */
	PoolAssert isDrained() {
		Assertions.assertThat(this.actual.engine().isEmpty()).as("%s is empty", this.actual).isTrue();
		hasActive(0).hasIdle(0).hasConnecting(0).hasPending(0).hasHosts(0);
		has("callers without an answer", this.actual.waiting().size(), 0);
		return has("released", this.snapshot.released(), this.snapshot.acquired());
	}

	private void figuresAgree() {
		long open = this.snapshot.active() + this.snapshot.idle();
		has("created", this.snapshot.created(), open + this.snapshot.closedTotal());
		has("acquired", this.snapshot.acquired(), this.snapshot.released() + this.snapshot.active());
		hasPending(this.actual.waiting().size());
	}

	private void hostsAddUp() {
		hasActive((int) sumOfHosts(HostSnapshot::active));
		hasIdle((int) sumOfHosts(HostSnapshot::idle));
		hasConnecting((int) sumOfHosts(HostSnapshot::connecting));
		hasPending((int) sumOfHosts(HostSnapshot::pending));
		has("streaming", this.snapshot.streaming(), sumOfHosts(HostSnapshot::streaming));
	}

	/**
	 * Long-lived calls are counted, and none waits for the end of another one beside room
	 * for it, unless a connection is still being closed.
	 */
	private void streamsAreLimited() {
		this.actual.total().lock.runLocked(() -> this.actual.engine().hosts().forEach((host) -> {
			List<PendingAcquire> queued = new ArrayList<>();
			host.queue().addAllTo(queued);
			List<PendingAcquire> streams = queued.stream().filter(PendingAcquire::isStreaming).toList();
			long held = streams.stream().filter((waiter) -> waiter.heldAsStream).count();
			has("held", host.counts().held(), held);
			long leased = entriesOf(host).filter(PoolAssert::isStreaming).count();
			has("streaming", host.counts().streaming(), leased);
			if (held > 0) {
				int max = this.actual.engine().settings().pool().streamingLimit();
				Assertions.assertThat(leased + host.counts().closing() + streams.size() - held)
					.as("long-lived calls of %s with %s held", host.label(), held)
					.isGreaterThanOrEqualTo(max);
			}
		}));
	}

	private static Stream<PoolEntry> entriesOf(HostPool host) {
		return StreamSupport.stream(host.entries().spliterator(), false);
	}

	private static boolean isStreaming(PoolEntry entry) {
		Lease lease = entry.oldestLease();
		return lease != null && lease.isStreaming();
	}

	private void loadAgrees() {
		LoadSnapshot load = this.actual.engine().load();
		has("busiest host", load.busiestHost(),
				this.snapshot.hosts().stream().mapToLong((host) -> host.active() + host.connecting()).max().orElse(0));
		Assertions.assertThat(load)
			.isEqualTo(new LoadSnapshot(this.snapshot.active(), this.snapshot.upgraded(), this.snapshot.idle(),
					this.snapshot.connecting(), this.snapshot.pending(), load.busiestHost(),
					this.snapshot.maxConnections(), this.snapshot.streaming()));
	}

	/**
	 * Two hosts may have the same label.
	 */
	private void loadOfHostAgrees(HostSnapshot host) {
		LoadSnapshot load = this.actual.engine().load(host.host());
		List<HostSnapshot> alike = this.snapshot.hosts()
			.stream()
			.filter((it) -> it.host().equals(host.host()))
			.toList();
		has("active", load.active(), alike.stream().mapToLong(HostSnapshot::active).sum());
		has("idle", load.idle(), alike.stream().mapToLong(HostSnapshot::idle).sum());
		has("connecting", load.connecting(), alike.stream().mapToLong(HostSnapshot::connecting).sum());
		has("pending", load.pending(), alike.stream().mapToLong(HostSnapshot::pending).sum());
	}

	private long sumOfHosts(ToLongFunction<HostSnapshot> figure) {
		return this.snapshot.hosts().stream().mapToLong(figure).sum();
	}

	private void rowsAgree() {
		hasActive(rows(ConnectionState.ACTIVE));
		hasIdle(rows(ConnectionState.IDLE));
		hasConnecting(rows(ConnectionState.CONNECTING));
		List<Long> ids = rows().stream().map(ConnectionSnapshot::id).toList();
		Assertions.assertThat(ids)
			.as("slots of %s", this.actual)
			.containsExactlyElementsOf(entries().map(PoolEntry::id).sorted().toList());
	}

	private int rows(ConnectionState state) {
		return (int) rows().stream().filter((row) -> row.state() == state).count();
	}

	private List<ConnectionSnapshot> rows() {
		return this.actual.engine().connections(this.actual.now());
	}

	private void eventsAgree() {
		RecordingListener told = this.actual.events();
		hasCreated(told.count(Created.class));
		long onTheirWay = this.actual.leasing().stream().filter((caller) -> !caller.isHandedOver()).count();
		has("acquired", this.snapshot.acquired(), told.count(Acquired.class) + onTheirWay);
		has("released", this.snapshot.released(), told.count(Released.class));
		Assertions.assertThat(told.outOfOrder()).as("events out of order").isEmpty();
		Assertions.assertThat(this.snapshot.closed()).as("closed by reason").isEqualTo(told.closed());
	}

	/**
	 * A caller waits for a reason: as long as nothing it could use is free. Long-lived
	 * calls that wait for others of these have theirs.
	 */
	private void isNotForgotten(TestWaiter waiter) {
		if (waiter.heldAsStream) {
			return;
		}
		List<PoolEntry> host = entries().filter((entry) -> entry.group.host.remote().equals(waiter.remote())).toList();
		List<PoolEntry> alike = host.stream()
			.filter((entry) -> entry.group.configurationHash == waiter.configurationHash())
			.toList();
		if (holds(alike, EntryState.IDLE) && !waiter.refusesIdle()) {
			failWithMessage("%s waits beside an idle connection", waiter);
		}
		boolean willBeServed = holds(alike, EntryState.CONNECTING) || isDialUselessFor(waiter, alike)
				|| isProbedFor(waiter);
		if (!willBeServed) {
			canDialNothingFor(waiter, host);
		}
	}

	/**
	 * A caller for whom a dial has failed waits for a connection that is alive.
	 */
	private static boolean isDialUselessFor(TestWaiter waiter, List<PoolEntry> alike) {
		return alike.stream()
			.anyMatch((entry) -> entry.is(EntryState.ACTIVE) && !isStreaming(entry)
					&& entry.group.dials().wasTried(waiter));
	}

	/**
	 * A caller of a host that could not be reached waits for the end of a pause.
	 */
	private boolean isProbedFor(TestWaiter waiter) {
		return this.actual.total().lock
			.getLocked(() -> waiter.host().group(waiter.configurationHash()).inPauses.isLinked());
	}

	private void canDialNothingFor(TestWaiter waiter, List<PoolEntry> host) {
		boolean hostHasRoom = host.size() < this.actual.engine().settings().pool().maxConnections();
		if (hostHasRoom && this.actual.total().free() > 0 && !waitsForDescriptor(waiter)) {
			failWithMessage("%s waits beside a free slot and nobody dials", waiter);
		}
		boolean waitsForTotal = hostHasRoom || waiter.isHeldBack();
		List<PoolEntry> takers = waitsForTotal ? this.actual.network().entries().toList() : host;
		if (holds(takers, EntryState.IDLE) && !holds(takers, EntryState.CLOSING)) {
			failWithMessage("%s waits beside an idle connection that could give up its slot", waiter);
		}
	}

	/**
	 * No descriptor was left for its dial, and other connections are open, of which one
	 * may end.
	 */
	private boolean waitsForDescriptor(TestWaiter waiter) {
		TotalLimit total = this.actual.total();
		return total.descriptors != DescriptorGuard.NONE && total.lock.getLocked(
				() -> !total.isUnused() && waiter.host().group(waiter.configurationHash()).dials().heldBack() > 0);
	}

	private static boolean holds(List<PoolEntry> entries, EntryState state) {
		return entries.stream().anyMatch((entry) -> entry.is(state));
	}

	private Stream<PoolEntry> entries() {
		return this.actual.network().entries(this.actual);
	}

}
