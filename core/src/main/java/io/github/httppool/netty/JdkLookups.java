package io.github.httppool.netty;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Lookups of names that block a thread, and their answers for as long as these are kept.
 * A name is looked up once at a time, so that one whose lookup hangs occupies one thread.
 * Thread-safe.
 */
final class JdkLookups {

	/** Enough for the names that do not answer, without which the others would wait. */
	private static final int MAX_THREADS = 16;

	/** More names than an application calls: a crawler remembers the last ones. */
	private static final int MAX_ANSWERS = 10_000;

	/** A thread that looks up ends when it has had nothing to do for this long. */
	private static final Duration KEEP_ALIVE = Duration.ofSeconds(1);

	private final Lookup lookup;

	private final LongSupplier clock;

	private final long ttlNanos;

	private final long negativeTtlNanos;

	private final ThreadPoolExecutor threads = new ThreadPoolExecutor(MAX_THREADS, MAX_THREADS, KEEP_ALIVE.toNanos(),
			TimeUnit.NANOSECONDS, new LinkedBlockingQueue<>(), new PoolThreads("http-pool-dns"));

	// Guarded by this.
	private final Map<String, Answer> answers = new HashMap<>();

	/**
	 * Creates lookups.
	 * @param lookup looks up a name, and blocks meanwhile
	 * @param clock tells the time, in nanoseconds
	 * @param ttl how long the addresses of a name are kept
	 * @param negativeTtl how long it is kept that a name has none
	 */
	JdkLookups(Lookup lookup, LongSupplier clock, Duration ttl, Duration negativeTtl) {
		this.lookup = lookup;
		this.clock = clock;
		this.ttlNanos = ttl.toNanos();
		this.negativeTtlNanos = negativeTtl.toNanos();
		this.threads.allowCoreThreadTimeOut(true);
	}

	/**
	 * Looks up a name, unless that is known.
	 * @param name the name
	 * @param now the time, in nanoseconds
	 * @return completes with at least one address, or an {@link UnknownHostException}
	 */
	CompletableFuture<List<InetAddress>> lookUp(String name, long now) {
		String key = name.toLowerCase(Locale.ROOT);
		Answer answer;
		synchronized (this) {
			Answer known = this.answers.get(key);
			if (known != null && !known.isExpired(now)) {
				return known.addresses;
			}
			if (this.answers.size() >= MAX_ANSWERS) {
				this.answers.values().removeIf((each) -> each.isDone());
			}
			answer = new Answer();
			this.answers.put(key, answer);
		}
		begin(name, key, answer);
		return answer.addresses;
	}

	private void begin(String name, String key, Answer answer) {
		try {
			this.threads.execute(() -> run(name, answer));
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			synchronized (this) {
				this.answers.remove(key, answer);
			}
			answer.addresses.completeExceptionally(ex);
		}
	}

	private void run(String name, Answer answer) {
		try {
			List<InetAddress> found = List.of(this.lookup.lookUp(name));
			answer.keepUntil(this.clock.getAsLong() + this.ttlNanos);
			answer.addresses.complete(found);
		}
		catch (Throwable ex) {
			// Nobody would hear of it otherwise.
			answer.keepUntil(this.clock.getAsLong() + this.negativeTtlNanos);
			answer.addresses.completeExceptionally(ex);
		}
	}

	/**
	 * Ends the threads; lookups under way are given up.
	 */
	void close() {
		this.threads.shutdownNow();
	}

	/**
	 * Looks up a name, and blocks meanwhile.
	 */
	@FunctionalInterface
	interface Lookup {

		InetAddress[] lookUp(String name) throws UnknownHostException;

	}

	private static final class Answer {

		private final CompletableFuture<List<InetAddress>> addresses = new CompletableFuture<>();

		// None until the lookup has ended.
		private volatile @Nullable Long keptUntil;

		void keepUntil(long time) {
			this.keptUntil = time;
		}

		boolean isExpired(long now) {
			Long end = this.keptUntil;
			return end != null && now - end >= 0;
		}

		boolean isDone() {
			return this.keptUntil != null;
		}

	}

}
