package io.github.httppool.benchmarks.isolation;

import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import io.github.httppool.AcquireQueueFullException;
import io.github.httppool.AcquireTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;

/**
 * How a call ended, by what the client threw. The first that fits counts: HC5's exception
 * for no connection in time is a {@link SocketTimeoutException} too.
 */
enum Outcome {

	ANSWERED("answered"),

	NO_CONNECTION("no connection in time", AcquireTimeoutException.class, ConnectionRequestTimeoutException.class),

	REFUSED("refused at once", AcquireQueueFullException.class),

	NO_RESPONSE("no response in time", SocketTimeoutException.class, TimeoutException.class,
			io.netty.handler.timeout.TimeoutException.class),

	OTHER("other failures", Throwable.class);

	private final String title;

	private final Set<Class<? extends Throwable>> causes;

	@SafeVarargs
	Outcome(String title, Class<? extends Throwable>... causes) {
		this.title = title;
		this.causes = Set.of(causes);
	}

	static Outcome of(Throwable failure) {
		return Arrays.stream(values()).filter((outcome) -> outcome.explains(failure)).findFirst().orElseThrow();
	}

	String title() {
		return this.title;
	}

	private boolean explains(Throwable failure) {
		return Stream.iterate(failure, (throwable) -> throwable != null, Throwable::getCause)
			.anyMatch((throwable) -> this.causes.stream().anyMatch((cause) -> cause.isInstance(throwable)));
	}

}
