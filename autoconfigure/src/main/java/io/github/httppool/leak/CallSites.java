package io.github.httppool.leak;

import java.lang.StackWalker.StackFrame;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Finds out where in the application a call is made. Walking the stack costs some ten
 * microseconds, so only one call in so many is looked at; but all calls with a template
 * that has leaked, for some minutes. Safe for use by many threads.
 */
public final class CallSites implements CallTracker {

	private static final long FULL_NANOS = TimeUnit.MINUTES.toNanos(5);

	/** Templates may hold ids when a client is given whole URIs. */
	private static final int MAX_TEMPLATES = 256;

	/** Frames of libraries lie between the application's and ours. */
	private static final List<String> LIBRARIES = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.", "jakarta.",
			"kotlin.", "org.springframework.", "reactor.", "io.netty.", "io.micrometer.", "org.apache.",
			"org.eclipse.jetty.", "io.github.httppool.");

	private static final StackWalker WALKER = StackWalker.getInstance();

	private final int sampling;

	private final LongSupplier time;

	private final Predicate<String> library;

	private final AtomicInteger calls = new AtomicInteger();

	private final Map<String, Long> leakingUntil = new ConcurrentHashMap<>();

	/**
	 * Creates a finder.
	 * @param sampling one call in this many is looked at
	 * @param time tells the time, in nanoseconds
	 */
	public CallSites(int sampling, LongSupplier time) {
		this(sampling, time, (name) -> LIBRARIES.stream().anyMatch(name::startsWith));
	}

	CallSites(int sampling, LongSupplier time, Predicate<String> library) {
		this.sampling = sampling;
		this.time = time;
		this.library = library;
	}

	@Override
	public CallTrack track(String method, String target) {
		String site = isSampled(method, target) ? WALKER.walk(this::first) : null;
		return new CallTrack(method, target, site);
	}

	private boolean isSampled(String method, String target) {
		if (Math.floorMod(this.calls.getAndIncrement(), this.sampling) == 0) {
			return true;
		}
		if (this.leakingUntil.isEmpty()) {
			return false;
		}
		Long until = this.leakingUntil.get(method + " " + target);
		return until != null && this.time.getAsLong() - until < 0;
	}

	private @Nullable String first(Stream<StackFrame> frames) {
		return frames.filter((frame) -> !this.library.test(frame.getClassName()))
			.map((frame) -> frame.toStackTraceElement())
			.map((frame) -> "%s.%s(%s:%d)".formatted(frame.getClassName(), frame.getMethodName(), frame.getFileName(),
					frame.getLineNumber()))
			.findFirst()
			.orElse(null);
	}

	/**
	 * A call with this template has leaked: the next ones are all looked at.
	 */
	void leaked(String template, long now) {
		if (this.leakingUntil.size() >= MAX_TEMPLATES) {
			this.leakingUntil.values().removeIf((until) -> now - until >= 0);
		}
		if (this.leakingUntil.size() < MAX_TEMPLATES) {
			this.leakingUntil.put(template, now + FULL_NANOS);
		}
	}

}
