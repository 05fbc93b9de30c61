package io.github.httppool.netty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.awaitility.Awaitility.await;

/**
 * A port on which the system answers no attempt to connect, as the queue of those not
 * accepted is full.
 */
public final class BlackHole implements AfterEachCallback, AutoCloseable {

	private static final Duration HANDSHAKE = Duration.ofMillis(500);

	private final ServerSocket server;

	private final List<SocketChannel> queued = new ArrayList<>();

	public BlackHole() {
		try {
			this.server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
			fill();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void fill() throws IOException {
		boolean connected = true;
		while (connected) {
			SocketChannel channel = SocketChannel.open();
			this.queued.add(channel);
			channel.configureBlocking(false);
			connected = channel.connect(this.server.getLocalSocketAddress()) || isConnectedSoon(channel);
		}
	}

	private static boolean isConnectedSoon(SocketChannel channel) {
		try {
			await().atMost(HANDSHAKE).until(channel::finishConnect);
			return true;
		}
		catch (ConditionTimeoutException ex) {
			return false;
		}
	}

	public String url() {
		return "http://" + address();
	}

	String address() {
		return "127.0.0.1:" + port();
	}

	int port() {
		return ((InetSocketAddress) this.server.getLocalSocketAddress()).getPort();
	}

	@Override
	public void afterEach(ExtensionContext context) {
		close();
	}

	@Override
	public void close() {
		try {
			for (SocketChannel channel : this.queued) {
				channel.close();
			}
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
