package io.github.httppool.benchmarks.misbehave;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Many calls against a {@link MisbehavingUpstream}, by more callers than there are
 * connections.
 * <p>
 * Every so often, and in the end, all callers pause, so that the client notices what has
 * happened to its idle connections: one that is used after that, although it was closed
 * or has got surplus bytes, is one the client should have closed. So does the upstream
 * notice what has been sent to it.
 */
public final class Run {

	/** A client that answers nobody for so long has lost all its connections. */
	private static final Duration STALLED = Duration.ofSeconds(60);

	private static final int ROLL_CALLS = 10;

	private static final int LEGS = 16;

	private final MisbehavingUpstream upstream;

	private final int connections;

	private final List<Calls> clients;

	private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();

	private final Map<Integer, Story> underWay = new ConcurrentHashMap<>();

	private volatile long lastAnswer;

	private volatile long lastEnd;

	private volatile boolean stopped;

	/**
	 * Prepares a run.
	 * @param upstream what is called
	 * @param connections how many connections the clients have together
	 * @param clients call in turns
	 */
	public Run(MisbehavingUpstream upstream, int connections, List<? extends Calls> clients) {
		this.upstream = upstream;
		this.connections = connections;
		this.clients = List.copyOf(clients);
	}

	/**
	 * Makes calls, and calls the roll of connections in the end.
	 * @param calls how many
	 * @return what became of them
	 */
	public Report make(int calls) throws InterruptedException {
		int leg = Pauses.UNIT * Math.max(1, calls / LEGS / Pauses.UNIT);
		for (int from = 0; from < calls && !this.stopped; from += leg) {
			make(from, Math.min(from + leg, calls));
			this.upstream.pauses().pause();
		}
		int lostConnections = lostConnections();
		return Report.of(calls, List.copyOf(this.outcomes), this.upstream.journal(), lostConnections);
	}

	private void make(int from, int to) throws InterruptedException {
		this.lastAnswer = System.nanoTime();
		this.lastEnd = this.lastAnswer;
		List<CompletableFuture<Void>> ends = new ArrayList<>();
		for (int i = 0; i < this.clients.size(); i++) {
			ends.add(this.clients.get(i).make(stories(from + i, to), callersPerClient(), this::ended));
		}
		await(CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)));
	}

	private int callersPerClient() {
		return (this.connections * 3 / 2 + 2 + this.clients.size() - 1) / this.clients.size();
	}

	/**
	 * Returns the calls of one client: each number belongs to one of them, whoever is
	 * faster.
	 */
	private Supplier<Optional<Story>> stories(int first, int to) {
		AtomicInteger next = new AtomicInteger(first);
		return () -> {
			int number = next.getAndAdd(this.clients.size());
			if (number >= to || this.stopped) {
				return Optional.empty();
			}
			Story story = this.upstream.story(number);
			this.underWay.put(number, story);
			return Optional.of(story);
		};
	}

	private void ended(Outcome outcome) {
		this.underWay.remove(outcome.story().number());
		this.outcomes.add(outcome);
		this.lastEnd = System.nanoTime();
		if (outcome.end() == Outcome.End.RIGHT) {
			this.lastAnswer = this.lastEnd;
		}
	}

	private void await(CompletableFuture<Void> end) throws InterruptedException {
		while (true) {
			try {
				end.get(100, TimeUnit.MILLISECONDS);
				return;
			}
			catch (TimeoutException ex) {
				this.stopped |= isLongAgo(this.lastAnswer, STALLED);
				if (isLongAgo(this.lastEnd, Calls.LIMIT.plus(STALLED))) {
					this.underWay.values().forEach((story) -> this.outcomes.add(Outcome.hung(story, this.lastEnd)));
					return;
				}
			}
			catch (ExecutionException ex) {
				throw new IllegalStateException("A caller has failed, not its call", ex);
			}
		}
	}

	private static boolean isLongAgo(long nanos, Duration time) {
		return System.nanoTime() - nanos > time.toNanos();
	}

	/**
	 * Returns how many of its connections the clients cannot use any more.
	 */
	private int lostConnections() {
		CompletableFuture
			.allOf(IntStream.range(0, this.connections)
				.mapToObj((i) -> this.clients.get(i % this.clients.size()))
				.map(this::answerRollCall)
				.toArray(CompletableFuture[]::new))
			.join();
		return this.connections - this.upstream.rollCall().most();
	}

	/**
	 * Calls until it got through, as its connection may be one that the upstream has
	 * spoilt.
	 */
	private CompletableFuture<Void> answerRollCall(Calls client) {
		return Threads.run(() -> {
			for (int i = 0; i < ROLL_CALLS && this.upstream.rollCall().most() < this.connections; i++) {
				try {
					client.get(RollCall.PATH + this.connections);
				}
				catch (RuntimeException ex) {
					// The next one may have a connection of its own.
				}
			}
		}, "roll-call");
	}

}
