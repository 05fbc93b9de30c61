package io.github.httppool.pool;

import java.net.ConnectException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Network on which nothing happens by itself: it records the dials and the test answers
 * them. Sockets close at once when asked to, unless told to {@linkplain #closeSlowly take
 * their time}. Complains of whatever no pool may do, not even for a moment; what it
 * throws would be caught by the {@link PoolLock}.
 */
final class FakeNetwork {

	/** More dials in a row than any test has a use for. */
	private static final int ENDLESS = 10_000;

	private final Map<PoolEntry, TestPool> sockets = new LinkedHashMap<>();

	private final Map<PoolEntry, FakeDial> dials = new LinkedHashMap<>();

	private final Deque<FakeConnection> closing = new ArrayDeque<>();

	private final List<String> complaints = new ArrayList<>();

	private boolean closesSlowly;

	private boolean handsOverSlowly;

	private boolean refusesAtOnce;

	private int dialed;

	// The pools' side

	FakeDial dial(TestPool pool, PoolEntry entry) {
		this.dialed++;
		FakeDial dial = new FakeDial(this, entry, pool.now());
		this.sockets.put(entry, pool);
		this.dials.put(entry, dial);
		int limit = pool.engine().settings().pool().maxConnections();
		expect(entries(entry.group.host).count() <= limit, "more than %d slots of %s", limit, entry.host());
		expect(pool.total().free() >= 0, "more than %d slots in total", pool.total().max());
		if (this.refusesAtOnce) {
			refuse();
		}
		return dial;
	}

	/**
	 * A dial is cancelled; that is its end, unless sockets are slow to close.
	 */
	void cancelled(PoolEntry entry) {
		if (!this.closesSlowly && this.dials.containsKey(entry)) {
			refuse(entry, new CancellationException("cancelled"));
		}
	}

	void closing(FakeConnection connection) {
		this.closing.add(connection);
		if (!this.closesSlowly) {
			finishClosing();
		}
	}

	void forget(PoolEntry entry) {
		this.sockets.remove(entry);
	}

	void expect(boolean kept, String complaint, Object... args) {
		if (!kept) {
			this.complaints.add(complaint.formatted(args));
		}
	}

	// The test's side

	/**
	 * Lets the oldest dial succeed.
	 */
	FakeConnection answer() {
		PoolEntry entry = oldestDial();
		this.dials.remove(entry);
		TestPool pool = this.sockets.get(entry);
		FakeConnection connection = new FakeConnection(this, pool, entry);
		pool.engine().connected(entry, connection, pool.now());
		return connection;
	}

	/**
	 * Lets all dials succeed, and those that follow from that.
	 */
	void answerAll() {
		for (int i = 0; !this.dials.isEmpty(); i++) {
			assertThat(i).as("dials in a row").isLessThan(ENDLESS);
			answer();
		}
	}

	/**
	 * Lets the oldest dial fail.
	 */
	void refuse() {
		refuse(new ConnectException("Connection refused"));
	}

	void refuse(Throwable error) {
		refuse(oldestDial(), error);
	}

	/**
	 * Takes away the oldest dial, which the test is to end by itself.
	 */
	PoolEntry takeDial() {
		PoolEntry entry = oldestDial();
		this.dials.remove(entry);
		this.sockets.remove(entry);
		return entry;
	}

	private void refuse(PoolEntry entry, Throwable error) {
		this.dials.remove(entry);
		TestPool pool = this.sockets.remove(entry);
		pool.engine().dialFailed(entry, error, pool.now());
	}

	/**
	 * Lets all dials fail, and those that follow from that.
	 */
	void refuseAll() {
		for (int i = 0; !this.dials.isEmpty(); i++) {
			assertThat(i).as("dials in a row").isLessThan(ENDLESS);
			refuse();
		}
	}

	/**
	 * Lets every dial fail before it has begun, as one does for which there is no socket.
	 */
	void refuseAtOnce() {
		this.refusesAtOnce = true;
	}

	/**
	 * Lets the oldest dial be answered last.
	 */
	void delay() {
		PoolEntry entry = oldestDial();
		this.dials.put(entry, this.dials.remove(entry));
	}

	private PoolEntry oldestDial() {
		return this.dials.keySet().iterator().next();
	}

	/**
	 * The dials that wait for their answer, oldest first.
	 */
	List<FakeDial> dials() {
		return List.copyOf(this.dials.values());
	}

	/**
	 * Lets callers get their connections only when the test says so.
	 */
	void handOverSlowly() {
		this.handsOverSlowly = true;
	}

	boolean handsOverSlowly() {
		return this.handsOverSlowly;
	}

	void closeSlowly() {
		this.closesSlowly = true;
	}

	/**
	 * Lets the sockets close that have been asked to.
	 */
	void finishClosing() {
		while (!this.closing.isEmpty()) {
			this.closing.remove().finishClosing();
		}
	}

	/**
	 * Lets the socket close that has been asked to first, if there is one.
	 */
	void finishClosingOne() {
		if (!this.closing.isEmpty()) {
			this.closing.remove().finishClosing();
		}
	}

	/**
	 * How many dials wait for their answer.
	 */
	int dialing() {
		return this.dials.size();
	}

	/**
	 * How many dials there have ever been.
	 */
	int dialed() {
		return this.dialed;
	}

	Stream<PoolEntry> entries() {
		return this.sockets.keySet().stream();
	}

	Stream<PoolEntry> entries(TestPool pool) {
		return entries().filter((entry) -> this.sockets.get(entry) == pool);
	}

	Stream<PoolEntry> entries(TestPool pool, EntryState state) {
		return entries(pool).filter((entry) -> entry.is(state));
	}

	private Stream<PoolEntry> entries(HostPool host) {
		return entries().filter((entry) -> entry.group.host == host);
	}

	List<String> complaints() {
		return this.complaints;
	}

}
