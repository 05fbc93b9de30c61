package io.github.httppool.sample.traffic;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.web.client.RestClient;

/**
 * Makes calls with a blocking client, each on a thread that waits for the response.
 */
final class BlockingCaller implements Caller {

	private final Consumer<URI> client;

	private final ThreadPoolExecutor executor;

	/**
	 * Creates a caller with threads of its own.
	 * @param client reads the resource at a URI
	 * @param threads number of concurrent calls
	 */
	BlockingCaller(Consumer<URI> client, int threads) {
		this.client = client;
		this.executor = new ThreadPoolExecutor(0, threads, 10, TimeUnit.SECONDS, new SynchronousQueue<>(),
				new CustomizableThreadFactory("sample-caller-"));
	}

	static BlockingCaller by(RestClient client, int threads) {
		return new BlockingCaller((uri) -> client.get().uri(uri).retrieve().body(byte[].class), threads);
	}

	@Override
	public boolean makeCall(URI uri, Call call) {
		try {
			this.executor.execute(() -> waitForAnswer(uri, call));
			return true;
		}
		catch (RejectedExecutionException ex) {
			return false;
		}
	}

	private void waitForAnswer(URI uri, Call call) {
		try {
			this.client.accept(uri);
		}
		catch (RuntimeException ex) {
			call.failed(ex);
			return;
		}
		call.ok();
	}

	@Override
	public void close() {
		this.executor.shutdown();
	}

	@Override
	public void awaitCalls(Duration timeout) {
		try {
			this.executor.awaitTermination(timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
