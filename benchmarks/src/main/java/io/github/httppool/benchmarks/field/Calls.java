package io.github.httppool.benchmarks.field;

import io.github.httppool.benchmarks.field.Visits.Visit;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.web.client.RestClientException;

/**
 * Makes calls and notes how they end.
 */
final class Calls {

	private Calls() {
	}

	/**
	 * Makes a call that waits for its answer.
	 * @param due when it was due, in terms of {@link System#nanoTime}
	 */
	static Visit visit(long due, Recorder recorder, Runnable call) {
		try {
			call.run();
			return ended(due, recorder, null);
		}
		catch (RestClientException ex) {
			return ended(due, recorder, failure(ex));
		}
	}

	static Visit ended(long due, Recorder recorder, @Nullable String failure) {
		return new Visit(recorder.seconds(due), (System.nanoTime() - due) / 1e6, failure);
	}

	static String failure(Throwable failure) {
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
		return cause.getClass().getSimpleName() + ": " + cause.getMessage();
	}

	static void close(DisposableBean bean) {
		try {
			bean.destroy();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
