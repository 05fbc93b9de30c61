package io.github.httppool.text;

import java.util.function.BiConsumer;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GuardedLogTests {

	@Test
	void whatTheLogThrowsIsKeptWithWhatWasToBeLogged() {
		Error broken = new AssertionError("a broken filter");
		BiConsumer<String, Throwable> log = (message, thrown) -> {
			throw broken;
		};
		Throwable failure = new IllegalStateException("a call has failed");
		GuardedLog.write(log, "message", failure);
		assertThat(failure).hasSuppressedException(broken);
		GuardedLog.write(log, "message", broken);
		assertThat(broken).hasNoSuppressedExceptions();
	}

}
