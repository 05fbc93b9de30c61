package io.github.httppool.boot;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

import io.github.httppool.HttpPoolListener;
import io.github.httppool.RawServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The phases of calls against the time that passes for the thread that makes them, from
 * before the call to after its return. That no more than this time is told, and no less
 * than the server takes, holds always. How close the two come is printed, as it depends
 * on how soon a machine has a thread run that is woken.
 */
@Tag("stress")
@Timeout(300)
class CallTimesTests {

	private static final int CALLS = 1000;

	/** Calls that a cold JVM takes long for. */
	private static final int WARM_UP = 3000;

	/** A connection serves so many calls, so that there are handshakes, too. */
	private static final int CALLS_PER_CONNECTION = 10;

	private static final Duration ANSWER_AFTER = Duration.ofMillis(5);

	@RegisterExtension
	final RawServer server = new RawServer(TestCertificate.serverSocketFactory()).serving(CallTimesTests::serve);

	private final Ends ends = new Ends();

	@RegisterExtension
	final PooledApplication application = new PooledApplication(TestCertificate.trusted()).listening(this.ends);

	private static void serve(RawServer.Client client) throws IOException {
		for (int served = 1; client.readHead() != null; served++) {
			LockSupport.parkNanos(ANSWER_AFTER.toNanos());
			boolean last = served == CALLS_PER_CONNECTION;
			client.write("HTTP/1.1 200 OK\r\n" + (last ? "Connection: close\r\n" : "") + "Content-Length: 2\r\n\r\nok");
			if (last) {
				return;
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void phasesAddUpToTheTimeAroundTheCall(Caller caller) {
		URI uri = URI.create("https://" + this.server.uri("/").getAuthority() + "/");
		Supplier<String> call = caller.call(this.application, uri);
		IntStream.range(0, WARM_UP).forEach((i) -> time(call));
		Timed[] calls = IntStream.range(0, CALLS).mapToObj((i) -> time(call)).toArray(Timed[]::new);
		double total = sum(calls, Timed::phases) / sum(calls, Timed::around);
		System.out.printf(
				"%s: phases / time around: total %.3f, median %.3f; medians: around %.0f us, phases %.0f us, before the call %.0f us, from its end to its return %.0f us%n",
				caller, total, median(calls, Timed::ratio), micros(calls, Timed::around), micros(calls, Timed::phases),
				micros(calls, Timed::before), micros(calls, Timed::after));
		assertThat(calls).allSatisfy(
				(each) -> assertThat(each.phases()).isBetween(ANSWER_AFTER.toNanos(), each.told() - each.begin()));
	}

	private Timed time(Supplier<String> call) {
		long begin = System.nanoTime();
		String answer = call.get();
		long end = System.nanoTime();
		assertThat(answer).isEqualTo("ok");
		Ended ended = this.ends.next();
		return new Timed(begin, end, ended.phases, ended.at);
	}

	private static double sum(Timed[] calls, ToDoubleFunction<Timed> figure) {
		return Arrays.stream(calls).mapToDouble(figure).sum();
	}

	private static double median(Timed[] calls, ToDoubleFunction<Timed> figure) {
		return Arrays.stream(calls).mapToDouble(figure).sorted().skip(calls.length / 2).findFirst().orElseThrow();
	}

	private static double micros(Timed[] calls, ToDoubleFunction<Timed> figure) {
		return median(calls, figure) / TimeUnit.MICROSECONDS.toNanos(1);
	}

	/**
	 * One call, in nanoseconds.
	 *
	 * @param begin before the call
	 * @param end after its return
	 * @param phases all of its phases together
	 * @param told when the listener heard of its end
	 */
	private record Timed(long begin, long end, long phases, long told) {

		long around() {
			return this.end - this.begin;
		}

		double ratio() {
			return (double) this.phases / around();
		}

		long before() {
			return this.told - this.phases - this.begin;
		}

		long after() {
			return this.end - this.told;
		}

	}

	private record Ended(long phases, long at) {

	}

	private static final class Ends implements HttpPoolListener {

		private final BlockingQueue<Ended> events = new LinkedBlockingQueue<>();

		@Override
		public void callEnded(CallEnded event) {
			this.events.add(new Ended(event.elapsed().toNanos(), System.nanoTime()));
		}

		Ended next() {
			try {
				Ended next = this.events.poll(PooledApplication.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
				assertThat(next).as("end of the call").isNotNull();
				return next;
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	enum Caller {

		REST_CLIENT {

			@Override
			Supplier<String> call(PooledApplication application, URI uri) {
				RestClient client = application.bean("httpPoolRestClient", RestClient.class);
				return () -> client.get().uri(uri).retrieve().body(String.class);
			}

		},

		WEB_CLIENT {

			@Override
			Supplier<String> call(PooledApplication application, URI uri) {
				WebClient client = application.bean("httpPoolWebClient", WebClient.class);
				return () -> client.get().uri(uri).retrieve().bodyToMono(String.class).block();
			}

		};

		/**
		 * Returns a call that blocks until it has its answer.
		 */
		abstract Supplier<String> call(PooledApplication application, URI uri);

	}

}
