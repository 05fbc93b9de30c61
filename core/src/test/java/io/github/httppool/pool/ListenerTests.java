package io.github.httppool.pool;

import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.httppool.AcquireOutcome;
import io.github.httppool.CloseReason;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.PoolSnapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * What listeners hear, and that they are never felt.
 */
class ListenerTests {

	private static final String HOST = "orders";

	private static final String LABEL = "orders:80";

	private static final Duration TIME = Duration.ofMillis(7);

	@RegisterExtension
	private final PoolRig rig = new PoolRig();

	// What is told

	@Test
	void whenConnectionIsOpenedThenListenersHearHowLongItTook() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter caller = pool.acquire(HOST);
		this.rig.pass(TIME);
		this.rig.network().answer();
		assertThat(pool.events().events()).containsExactly(
				new HttpPoolListener.Created("pool-0", LABEL, caller.entry().id(), TIME.toNanos(),
						FakeConnection.OPENED_IN),
				new HttpPoolListener.Acquired("pool-0", LABEL, caller.entry().id(), AcquireOutcome.NEW,
						TIME.toNanos()));
	}

	@Test
	void whenIdleConnectionIsLeasedThenListenersHearThatItIsReused() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.warmUp(1, HOST);
		TestWaiter caller = pool.acquire(HOST);
		assertThat(pool.events().events())
			.endsWith(new HttpPoolListener.Acquired("pool-0", LABEL, caller.entry().id(), AcquireOutcome.REUSED, 0));
	}

	@Test
	void whenDialFailsThenListenersHearOfItAndOfWhoFailsWithIt() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.acquire(HOST);
		this.rig.pass(TIME);
		ConnectException refused = new ConnectException("Connection refused");
		this.rig.network().refuse(refused);
		assertThat(pool.events().events()).containsExactly(
				new HttpPoolListener.CreationFailed("pool-0", LABEL, refused, TIME.toNanos()),
				new HttpPoolListener.NotAcquired("pool-0", LABEL, AcquireOutcome.ERROR, TIME.toNanos(), refused));
	}

	@Test
	void whenLeaseEndsThenListenersHearHowLongItWas() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter caller = pool.lease(HOST);
		this.rig.pass(TIME);
		caller.release();
		assertThat(pool.events().events())
			.contains(new HttpPoolListener.Released("pool-0", LABEL, caller.entry().id(), TIME.toNanos()));
	}

	@Test
	void whenConnectionIsClosedThenListenersHearWhy() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter caller = pool.lease(HOST);
		this.rig.pass(TIME);
		caller.breakOff(CloseReason.TIMEOUT);
		assertThat(pool.events().events()).endsWith(new HttpPoolListener.Closed("pool-0", LABEL, caller.entry().id(),
				CloseReason.TIMEOUT, TIME.toNanos(), 1));
	}

	@Test
	void whenCallersAreNotServedThenListenersHearOfEach() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1).maxPending(2));
		pool.lease(HOST);
		pool.acquire(HOST).cancel();
		pool.acquire(3, HOST);
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT);
		assertThat(pool.events().events(HttpPoolListener.NotAcquired.class))
			.extracting(HttpPoolListener.NotAcquired::outcome)
			.containsExactly(AcquireOutcome.CANCELLED, AcquireOutcome.REJECTED, AcquireOutcome.TIMEOUT,
					AcquireOutcome.TIMEOUT);
	}

	@Test
	void whenConnectionIsClosedAsSoonAsItIsOpenedThenListenersHearOfItInThisOrder() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.acquire(HOST);
		this.rig.network().closeSlowly();
		pool.close();
		this.rig.network().answer();
		assertThat(pool.events().events().stream().skip(1)).hasExactlyElementsOfTypes(HttpPoolListener.Created.class,
				HttpPoolListener.Closed.class);
	}

	@Test
	void whenLeaseDoesNotReachItsCallerThenListenersHearOfNoLease() {
		this.rig.network().handOverSlowly();
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.lease(HOST).returnUnused();
		assertThat(pool.events().events()).hasExactlyElementsOfTypes(HttpPoolListener.Created.class,
				HttpPoolListener.NotAcquired.class);
		assertThat(pool.events().events(HttpPoolListener.NotAcquired.class))
			.extracting(HttpPoolListener.NotAcquired::outcome)
			.containsExactly(AcquireOutcome.CANCELLED);
	}

	// In which order

	@Test
	void whenListenerCausesAnEventThenAllHearItBehindTheOneBefore() {
		Resizer resizer = new Resizer();
		TestPool pool = this.rig.pool(TestSettings.maxConnections(3), resizer);
		resizer.pool = pool;
		pool.warmUp(3, HOST);
		pool.acquire(HOST).breakOff(CloseReason.TIMEOUT);
		assertThat(pool.events().events(HttpPoolListener.Closed.class)).extracting(HttpPoolListener.Closed::reason)
			.containsExactly(CloseReason.TIMEOUT, CloseReason.SHRUNK);
	}

	@Test
	void whenOneFailureCausesOthersThenListenersHearOfThemInTheirOrder() {
		this.rig.limitTotal(1);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter active = pool.lease(HOST);
		pool.acquire("first");
		pool.acquire("second");
		this.rig.network().refuseAtOnce();
		active.breakOff(CloseReason.TIMEOUT);
		assertThat(pool.events().events().stream().skip(2)).extracting(ListenerTests::told)
			.containsExactly("Released orders:80", "Closed orders:80", "CreationFailed first:80",
					"NotAcquired first:80", "CreationFailed second:80", "NotAcquired second:80");
	}

	private static String told(Object event) {
		String host = (event instanceof HttpPoolListener.Released released) ? released.host()
				: (event instanceof HttpPoolListener.Closed closed) ? closed.host()
						: (event instanceof HttpPoolListener.CreationFailed failed) ? failed.host()
								: ((HttpPoolListener.NotAcquired) event).host();
		return event.getClass().getSimpleName() + " " + host;
	}

	// Outside the lock

	@Test
	void whenListenerCallsThePoolThenItIsAnswered() {
		List<PoolSnapshot> seen = new ArrayList<>();
		PoolReader reader = new PoolReader((pool) -> seen.add(pool.snapshot()));
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1), reader);
		reader.pool = pool.engine();
		pool.lease(HOST).release();
		assertThat(seen).extracting(PoolSnapshot::released).containsExactly(0L, 1L);
	}

	@Test
	void whenListenerWaitsForAnotherThreadThenThatFindsTheLockFree() {
		List<PoolSnapshot> seen = new ArrayList<>();
		PoolReader reader = new PoolReader((pool) -> seen.add(readElsewhere(pool)));
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1), reader);
		reader.pool = pool.engine();
		pool.lease(HOST).release();
		assertThat(seen).hasSize(2);
	}

	private static PoolSnapshot readElsewhere(ConnectionPool pool) {
		return CompletableFuture.supplyAsync(pool::snapshot).orTimeout(5, TimeUnit.SECONDS).join();
	}

	@Test
	void whenListenerResizesThePoolThenWhoWaitsIsServed() {
		PoolReader resizer = new PoolReader((pool) -> pool.resize(2, this.rig.now()));
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1), resizer);
		resizer.pool = pool.engine();
		List<TestWaiter> callers = pool.lease(2, HOST);
		callers.forEach((caller) -> assertThat(caller).isServed());
	}

	// Fenced

	@Test
	void whenListenerThrowsThenNobodyFeelsIt() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1), new Thrower());
		TestWaiter caller = pool.lease(HOST);
		assertThat(caller).isServed();
		assertThatCode(caller::release).doesNotThrowAnyException();
		assertThat(pool).hasIdle(1);
	}

	@Test
	void whenListenerThrowsThenTheOthersHearAllTheSame() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1), new Thrower());
		pool.lease(HOST).release();
		assertThat(pool.events().events()).hasExactlyElementsOfTypes(HttpPoolListener.Created.class,
				HttpPoolListener.Acquired.class, HttpPoolListener.Released.class);
	}

	/**
	 * Does something with the pool whenever a connection is opened or returned.
	 */
	private static final class PoolReader implements HttpPoolListener {

		private final Consumer<ConnectionPool> action;

		private ConnectionPool pool;

		PoolReader(Consumer<ConnectionPool> action) {
			this.action = action;
		}

		@Override
		public void created(Created event) {
			this.action.accept(this.pool);
		}

		@Override
		public void released(Released event) {
			this.action.accept(this.pool);
		}

	}

	/**
	 * Leaves room for one connection only as soon as one has timed out.
	 */
	private static final class Resizer implements HttpPoolListener {

		private TestPool pool;

		@Override
		public void released(Released event) {
			if (this.pool.snapshot().closed().get(CloseReason.TIMEOUT) > 0) {
				this.pool.resize(1);
			}
		}

	}

	/**
	 * Fails to hear, in one way and another.
	 */
	private static final class Thrower implements HttpPoolListener {

		@Override
		public void created(Created event) {
			throw new IllegalStateException("a listener that throws on purpose");
		}

		@Override
		public void released(Released event) {
			throw new NoSuchMethodError("a listener that was compiled against something else");
		}

	}

}
