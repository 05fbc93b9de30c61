package io.github.httppool.netty;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.stream.Stream;

import io.netty.handler.codec.PrematureChannelClosureException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.netty.channel.AbortedException;

import static org.assertj.core.api.Assertions.assertThat;

class ConnectionLossTests {

	@ParameterizedTest
	@MethodSource
	void whenTheConnectionIsGoneThenItIsALoss(Throwable error) {
		assertThat(ConnectionLoss.is(error)).isTrue();
	}

	static Stream<Throwable> whenTheConnectionIsGoneThenItIsALoss() {
		return Stream.of(new SocketException("Connection reset"), new IOException("Connection reset by peer"),
				new IOException("Broken pipe"), new ClosedChannelException(), new PrematureChannelClosureException(),
				AbortedException.beforeSend());
	}

	@ParameterizedTest
	@MethodSource
	void whenAnythingElseFailsThenItIsNone(Throwable error) {
		assertThat(ConnectionLoss.is(error)).isFalse();
	}

	static Stream<Throwable> whenAnythingElseFailsThenItIsNone() {
		return Stream.of(new IOException(), new IOException("No space left on device"), new IllegalStateException(),
				new ConnectException("Connection refused"), new SocketTimeoutException("Read timed out"));
	}

}
