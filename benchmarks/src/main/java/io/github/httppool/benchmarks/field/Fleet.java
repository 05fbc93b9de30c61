package io.github.httppool.benchmarks.field;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.httppool.benchmarks.harness.JavaProcess;

/**
 * Instances of the {@link RestartedShop}, with a balancer in front: each gets visits in
 * turn from when it is ready until shortly before it is told to stop.
 */
final class Fleet {

	/** For visits that are on their way to an instance when it gets no more. */
	private static final Duration LAST_VISITS = Duration.ofMillis(100);

	/** An instance lives for seconds: the optimising compiler would only slow it down. */
	private static final List<String> STARTS_FAST = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

	private final Stage stage;

	private final Deque<Instance> instances = new ArrayDeque<>();

	/** Where visits go. */
	private final List<String> pages = new CopyOnWriteArrayList<>();

	private final AtomicInteger visits = new AtomicInteger();

	private final List<String> receipts = new ArrayList<>();

	Fleet(Stage stage) {
		this.stage = stage;
	}

	/**
	 * Returns the page to visit next.
	 */
	String next() {
		Object[] running = this.pages.toArray();
		return (String) running[Math.floorMod(this.visits.getAndIncrement(), running.length)];
	}

	void start() throws IOException {
		JavaProcess process = JavaProcess.start(STARTS_FAST, RestartedShop.class, this.stage.side().name(),
				this.stage.upstream().uri().toString());
		String page = "http://127.0.0.1:%s%s".formatted(process.awaitLine(RestartedShop.PORT), RestartedShop.ORDER);
		this.instances.add(new Instance(process, page));
		this.pages.add(page);
	}

	void stopOldest() throws IOException, InterruptedException {
		Instance oldest = this.instances.remove();
		this.pages.remove(oldest.page());
		Thread.sleep(LAST_VISITS.toMillis());
		oldest.process().stop(this::read);
	}

	private void read(String line) {
		if (line.contains("' drained in ")) {
			this.receipts.add(line);
		}
		else {
			// The log of the experiment, which is shown if that fails.
			System.out.println(line);
		}
	}

	/**
	 * Returns the lines in which instances have said what became of their last calls.
	 */
	List<String> receipts() {
		return this.receipts;
	}

	private record Instance(JavaProcess process, String page) {
	}

}
