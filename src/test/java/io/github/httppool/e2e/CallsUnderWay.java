package io.github.httppool.e2e;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls that were begun at the same moment and end by themselves.
 */
final class CallsUnderWay {

	private static final long PATIENCE_SECONDS = 40;

	private final List<CompletableFuture<String>> ends = new ArrayList<>();

	private final List<Runnable> cancellations = new ArrayList<>();

	private CallsUnderWay() {
	}

	/**
	 * Begins calls on a thread each.
	 */
	static CallsUnderWay onThreads(int count, Callable<String> call) {
		return onThreads(Collections.nCopies(count, call));
	}

	static CallsUnderWay onThreads(List<Callable<String>> calls) {
		CallsUnderWay underWay = new CallsUnderWay();
		CountDownLatch start = new CountDownLatch(1);
		for (Callable<String> call : calls) {
			underWay.add(call, start);
		}
		start.countDown();
		return underWay;
	}

	static CallsUnderWay of(int count, RestClient client, String url) {
		return onThreads(count, () -> get(client, url));
	}

	static CallsUnderWay of(int count, WebClient client, String url) {
		CallsUnderWay underWay = new CallsUnderWay();
		Mono<String> call = get(client, url);
		for (int i = 0; i < count; i++) {
			underWay.add(call);
		}
		return underWay;
	}

	static String get(RestClient client, String url) {
		return client.get().uri(url).retrieve().body(String.class);
	}

	static Mono<String> get(WebClient client, String url) {
		return client.get().uri(url).retrieve().bodyToMono(String.class);
	}

	private void add(Callable<String> call, CountDownLatch start) {
		CompletableFuture<String> end = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				start.await();
				end.complete(call.call());
			}
			catch (Throwable ex) {
				end.completeExceptionally(ex);
			}
		}, "test-caller");
		thread.setDaemon(true);
		thread.start();
		this.ends.add(end);
		this.cancellations.add(thread::interrupt);
	}

	private void add(Mono<String> call) {
		CompletableFuture<String> end = new CompletableFuture<>();
		Disposable subscription = call.doOnCancel(() -> end.cancel(false))
			.subscribe(end::complete, end::completeExceptionally);
		this.ends.add(end);
		this.cancellations.add(subscription::dispose);
	}

	/**
	 * Interrupts the threads, or cancels the subscriptions.
	 */
	void cancel() {
		this.cancellations.forEach(Runnable::run);
	}

	/**
	 * Waits for the end of all calls.
	 * @return the answers of those that were answered
	 */
	List<String> answers() {
		return this.ends.stream().filter((end) -> failure(end) == null).map(CompletableFuture::join).toList();
	}

	/**
	 * Waits for the end of all calls.
	 * @return the failures of those that failed
	 */
	List<Throwable> failures() {
		return this.ends.stream().map(CallsUnderWay::failure).filter((failure) -> failure != null).toList();
	}

	/**
	 * Waits for the end of all calls, each of which must be answered.
	 */
	void assertAnswered() {
		assertThat(failures()).isEmpty();
		assertThat(answers()).containsOnly("ok");
	}

	private static Throwable failure(CompletableFuture<String> end) {
		try {
			end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
			return null;
		}
		catch (ExecutionException ex) {
			return ex.getCause();
		}
		catch (TimeoutException ex) {
			throw new AssertionError("a call has not ended in %d s".formatted(PATIENCE_SECONDS), ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		catch (RuntimeException ex) {
			return ex;
		}
	}

}
