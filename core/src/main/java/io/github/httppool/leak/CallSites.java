package io.github.httppool.leak;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import io.github.httppool.call.Call;
import io.github.httppool.call.Calls;
import io.github.httppool.call.RequestPath;
import org.jspecify.annotations.Nullable;

/**
 * Starts calls, and records for a sample of them where in the application they are made.
 * Recording a stack takes some microseconds, so only one call in {@code sampling} is
 * recorded, at most some hundred a second; but once a call has leaked, all calls like it
 * are, for five minutes. Safe for use by many threads.
 */
public final class CallSites implements Calls {

	static final long FULL_NANOS = TimeUnit.MINUTES.toNanos(5);

	/**
	 * At most one stack in 5 ms, which takes less than a hundredth of a core: at 32,000
	 * calls a second one in 16 took 5 %.
	 */
	static final long STACK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	/** Stacks that may be recorded at once after a pause. */
	static final int BURST = 100;

	/** Bounded, because templates contain ids when a client is given complete URIs. */
	static final int MAX_TEMPLATES = 256;

	/**
	 * Frames of libraries lie between the application's frames and ours. If a call is
	 * made when another one's response arrives, there may be only library frames down to
	 * the event loop.
	 */
	private static final List<String> LIBRARIES = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.", "jakarta.",
			"kotlin.", "kotlinx.", "org.springframework.", "reactor.", "io.netty.", "io.micrometer.", "org.apache.",
			"org.eclipse.jetty.", "io.github.httppool.call.", "io.github.httppool.client.", "io.github.httppool.leak.",
			"io.github.httppool.netty.", "io.github.httppool.pool.", "io.github.httppool.restclient.",
			"io.github.httppool.webclient.");

	/** Proxies have no source line, and lie between two frames that have one. */
	private static final List<String> GENERATED = List.of(".$Proxy", "$$");

	private final int sampling;

	private final LongSupplier time;

	private final Predicate<String> foreign;

	private final AtomicInteger calls = new AtomicInteger();

	/**
	 * When the time of the stacks recorded so far is earned: later than now if some is
	 * owed.
	 */
	private final AtomicLong paidUntil;

	/** Templates of calls that have leaked, and when each expires; guarded by this. */
	private final Map<String, Long> templates = new HashMap<>();

	/** The same, for every call to check; {@code null} if there are none. */
	private volatile @Nullable LeakingCallPattern leaking;

	/** When the last of them expires. */
	private volatile long leakingUntil;

	/**
	 * Creates call sites without any records.
	 * @param sampling one call in this many is recorded
	 * @param time the clock, in nanoseconds
	 */
	public CallSites(int sampling, LongSupplier time) {
		this(sampling, time, CallSites::isForeign);
	}

	CallSites(int sampling, LongSupplier time, Predicate<String> foreign) {
		this.sampling = sampling;
		this.time = time;
		this.foreign = foreign;
		this.paidUntil = new AtomicLong(time.getAsLong());
	}

	/**
	 * Returns whether a class does not belong to the application.
	 */
	static boolean isForeign(String className) {
		for (String library : LIBRARIES) {
			if (className.startsWith(library)) {
				return true;
			}
		}
		for (String generated : GENERATED) {
			if (className.contains(generated)) {
				return true;
			}
		}
		return false;
	}

	@Override
	public Call start(String method, String target) {
		long now = this.time.getAsLong();
		return new Call(method, target, isLookedAt(method, target, now) ? new RecordedStack(this.foreign) : null, now);
	}

	private boolean isLookedAt(String method, String target, long now) {
		boolean sampled = Math.floorMod(this.calls.getAndIncrement(), this.sampling) == 0;
		return (sampled && isAffordable(now)) || isLeaking(method, target, now);
	}

	/**
	 * Limits the stacks to some per second, after a burst, by the generic cell rate
	 * algorithm. A sampling of one records each call all the same.
	 */
	private boolean isAffordable(long now) {
		if (this.sampling == 1) {
			return true;
		}
		long paid;
		long begins;
		do {
			paid = this.paidUntil.get();
			begins = (paid - now > 0) ? paid : now;
			if (begins - now > BURST * STACK_NANOS) {
				return false;
			}
		}
		while (!this.paidUntil.compareAndSet(paid, begins + STACK_NANOS));
		return true;
	}

	private boolean isLeaking(String method, String target, long now) {
		LeakingCallPattern present = this.leaking;
		if (present == null) {
			return false;
		}
		if (now - this.leakingUntil >= 0) {
			forgetOver(now);
			return false;
		}
		return present.include(RequestPath.describe(method, target), now);
	}

	/**
	 * A call with this template has leaked: all of the next ones are recorded.
	 */
	synchronized void leaked(String template, long now) {
		boolean someAreOver = this.templates.values().removeIf((until) -> now - until >= 0);
		LeakingCallPattern present = this.leaking;
		if (present == null || someAreOver) {
			present = new LeakingCallPattern();
			this.templates.forEach(present::add);
		}
		if (this.templates.size() < MAX_TEMPLATES || this.templates.containsKey(template)) {
			long until = now + FULL_NANOS;
			this.templates.put(template, until);
			present.add(template, until);
			this.leakingUntil = until;
		}
		this.leaking = present;
	}

	private synchronized void forgetOver(long now) {
		if (now - this.leakingUntil >= 0) {
			this.templates.clear();
			this.leaking = null;
		}
	}

}
