package io.github.httppool.boot;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Two calls for one connection. The first has an unusual request or answer, the next is
 * an ordinary one.
 */
record CallPair(CompletableFuture<ResponseEntity<String>> first, CompletableFuture<ResponseEntity<String>> next) {

	CallPair firstIsAnsweredWith(String body) {
		assertThat(answer(this.first)).as("answer to the first call").isEqualTo(body);
		return this;
	}

	/**
	 * Proves that the first call fails at once.
	 * @param texts regular expressions, each of which the messages contain
	 */
	CallPair firstFailsWith(String... texts) {
		String messages = failure(this.first);
		for (String text : texts) {
			assertThat(messages).as("failure of the first call").containsPattern(text);
		}
		return this;
	}

	/**
	 * Proves that the next call gets its own answer.
	 */
	void nextIsAnsweredWith(String body) {
		assertThat(answer(this.next)).as("answer to the next call").isEqualTo(body);
	}

	/**
	 * Returns the body that a call is answered with, and an empty text if there is none.
	 */
	static String answer(CompletableFuture<ResponseEntity<String>> call) {
		try {
			String body = call.get(PooledApplication.PATIENCE.toMillis(), TimeUnit.MILLISECONDS).getBody();
			return (body != null) ? body : "";
		}
		catch (ExecutionException ex) {
			return fail("The call has failed", ex.getCause());
		}
		catch (TimeoutException | InterruptedException ex) {
			return fail("The call has not ended", ex);
		}
	}

	/**
	 * Returns the messages of what a call fails with and of its causes.
	 */
	static String failure(CompletableFuture<ResponseEntity<String>> call) {
		try {
			return fail("The call was answered: %s",
					call.get(PooledApplication.PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
		}
		catch (ExecutionException ex) {
			return messages(ex.getCause());
		}
		catch (TimeoutException | InterruptedException ex) {
			return fail("The call has not ended", ex);
		}
	}

	static String messages(Throwable failure) {
		return Stream.iterate(failure, (each) -> each != null, Throwable::getCause)
			.map(Throwable::toString)
			.collect(Collectors.joining("\n"));
	}

	static void awaitEnd(CompletableFuture<?> call) {
		PooledApplication.eventually("the call has ended", () -> assertThat(call).isDone());
	}

}
