package io.github.httppool.sample.traffic;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.springframework.web.reactive.function.client.WebClient;

/**
 * Makes calls with {@link WebClient}. No thread waits, so permits bound the number of
 * calls.
 */
final class WebCaller implements Caller {

	private final WebClient client;

	private final int maxInFlight;

	private final Semaphore permits;

	private volatile boolean closed;

	WebCaller(WebClient client, int maxInFlight) {
		this.client = client;
		this.maxInFlight = maxInFlight;
		this.permits = new Semaphore(maxInFlight);
	}

	@Override
	public boolean makeCall(URI uri, Call call) {
		boolean room = !this.closed && this.permits.tryAcquire();
		if (room) {
			subscribe(uri, call);
		}
		return room;
	}

	private void subscribe(URI uri, Call call) {
		// A bodiless entity reads the body to its end and drops it, however large it is.
		this.client.get()
			.uri(uri)
			.retrieve()
			.toBodilessEntity()
			.doFinally((signal) -> this.permits.release())
			.subscribe((answer) -> call.ok(), call::failed);
	}

	@Override
	public void close() {
		this.closed = true;
	}

	@Override
	public void awaitCalls(Duration timeout) {
		try {
			// When all permits are acquired, no call is in flight.
			this.permits.tryAcquire(this.maxInFlight, timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
