package io.github.httppool.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.stream.Stream;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.timeout.ReadTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AfterAttempts}.
 */
class AfterAttemptsTests {

	static Stream<IOException> failures() {
		return Stream.of(new IOException("no"), new ConnectException("no"), new ConnectTimeoutException("no"),
				new NoRouteToHostException("no"), new SocketException("no"), new SocketTimeoutException("no"),
				new UnknownHostException("no"));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void whenThereWereSeveralAttemptsThenTheMessageSaysSo(IOException failure) {
		IOException cause = new IOException("why");
		failure.initCause(cause);
		failure.addSuppressed(new IOException("beside"));
		assertThat(AfterAttempts.of(failure, 3)).isExactlyInstanceOf(failure.getClass())
			.hasMessage("no (after 3 attempts)")
			.hasCause(cause)
			.hasSuppressedException(failure.getSuppressed()[0])
			.returns(failure.getStackTrace(), Throwable::getStackTrace);
	}

	@Test
	void whenThereIsNoMessageThenTheTypeStandsForIt() {
		assertThat(AfterAttempts.of(new SocketException(), 2)).hasMessage("SocketException (after 2 attempts)");
	}

	@Test
	void whenTheTypeCannotBeMadeAnewThenASuppressedExceptionSaysSo() {
		ReadTimeoutException failure = new ReadTimeoutException();
		assertThat(AfterAttempts.of(failure, 2)).isSameAs(failure);
		assertThat(failure.getSuppressed()).singleElement().returns("after 2 attempts", Throwable::getMessage);
	}

	@Test
	void whenThereWasOneAttemptThenTheFailureIsAsItWas() {
		IOException failure = new IOException("no");
		assertThat(AfterAttempts.of(failure, 1)).isSameAs(failure);
		assertThat(failure.getSuppressed()).isEmpty();
	}

}
