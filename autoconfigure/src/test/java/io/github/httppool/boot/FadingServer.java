package io.github.httppool.boot;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.httppool.RawServer;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A server that answers each request with its body, or its path, and whose first
 * connections end in a certain way when they have answered so many. Remembers what it has
 * read.
 */
final class FadingServer implements AfterEachCallback {

	private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");

	/** A socket does not tell what has arrived unless it is read or asked. */
	private static final long POLL_NANOS = 100_000;

	static final String TIMEOUT = "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 4\r\n\r\nslow";

	private final RawServer server = new RawServer().serving(this::serve);

	private final AtomicInteger fading = new AtomicInteger();

	private final List<String> read = new CopyOnWriteArrayList<>();

	private volatile CountDownLatch together = new CountDownLatch(0);

	private volatile int answers;

	private volatile End end = (peer) -> {
	};

	/**
	 * Lets the next connections end.
	 * @param connections how many
	 * @param answered how many requests they answer before
	 * @param how how they end
	 */
	FadingServer ending(int connections, int answered, End how) {
		this.answers = answered;
		this.end = how;
		this.fading.set(connections);
		return this;
	}

	/**
	 * Answers the next requests when all of them have come, each on a connection of its
	 * own.
	 */
	FadingServer answeringTogether(int requests) {
		this.together = new CountDownLatch(requests);
		return this;
	}

	URI uri(String path) {
		return this.server.uri(path);
	}

	int connections() {
		return this.server.connections();
	}

	/**
	 * The bodies, or paths, of all requests that were read whole.
	 */
	List<String> read() {
		return this.read;
	}

	private void serve(RawServer.Client client) throws Exception {
		boolean fades = this.fading.getAndUpdate((left) -> Math.max(0, left - 1)) > 0;
		for (int answered = 0; !fades || answered < this.answers; answered++) {
			String request = request(client);
			if (request == null) {
				return;
			}
			this.together.countDown();
			RawServer.awaitLatch(this.together);
			client.write(RawServer.ok(request));
		}
		this.end.play(new Peer(client));
	}

	private String request(RawServer.Client client) throws IOException {
		String head = client.readHead();
		if (head == null) {
			return null;
		}
		Matcher length = LENGTH.matcher(head);
		String request = length.find()
				? new String(client.socket().getInputStream().readNBytes(Integer.parseInt(length.group(1))))
				: head.split(" ", 3)[1];
		this.read.add(request);
		return request;
	}

	@Override
	public void afterEach(ExtensionContext context) throws IOException {
		this.server.afterEach(context);
	}

	/**
	 * How a connection ends, which is closed after that.
	 */
	@FunctionalInterface
	interface End {

		void play(Peer peer) throws Exception;

		/** Closes when the next request has arrived, of which nothing was read. */
		End UNREAD = Peer::awaitArrival;

		/** Announces the close, once a request is on its way. */
		End TIMEOUT_UNREAD = (peer) -> {
			peer.awaitArrival();
			peer.client.write(TIMEOUT);
		};

	}

	/**
	 * The other end of a connection that ends.
	 */
	final class Peer {

		private final RawServer.Client client;

		private Peer(RawServer.Client client) {
			this.client = client;
		}

		/**
		 * Returns when a request has come, and reads nothing of it.
		 */
		void awaitArrival() throws IOException {
			InputStream in = this.client.socket().getInputStream();
			while (in.available() == 0) {
				LockSupport.parkNanos(POLL_NANOS);
			}
		}

		/**
		 * Reads the next request.
		 */
		void read() throws IOException {
			request(this.client);
		}

		void readHead() throws IOException {
			this.client.readHead();
		}

		/**
		 * Reads until the client closes.
		 * @return how many bytes there were
		 */
		long drain() throws IOException {
			return this.client.socket().getInputStream().transferTo(OutputStream.nullOutputStream());
		}

		void write(String text) throws IOException {
			this.client.write(text);
		}

		void close() throws IOException {
			this.client.socket().close();
		}

		/**
		 * Says that nothing more comes from this side, which goes on reading.
		 */
		void end() throws IOException {
			this.client.socket().shutdownOutput();
		}

		void reset() throws IOException {
			this.client.reset();
		}

	}

}
