package io.github.httppool.boot;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.httppool.RawServer;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A server that closes each connection between two requests, at a random moment up to
 * {@link #LONGEST_IDLE_MILLIS} after an answer: without a word, or with a 408 before. It
 * counts how often it has read each request, which are told apart by their bodies.
 */
final class ClosingServer implements AfterEachCallback {

	static final int LONGEST_IDLE_MILLIS = 40;

	private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");

	private final RawServer server = new RawServer().serving(this::serve);

	private final Map<String, AtomicInteger> read = new ConcurrentHashMap<>();

	private final AtomicInteger closes = new AtomicInteger();

	URI uri() {
		return this.server.uri("/");
	}

	/**
	 * How many connections it has closed.
	 */
	int closes() {
		return this.closes.get();
	}

	/**
	 * How often each request was read.
	 */
	Map<String, AtomicInteger> read() {
		return this.read;
	}

	private void serve(RawServer.Client client) throws Exception {
		InputStream in = client.socket().getInputStream();
		for (int first = in.read(); first >= 0; first = awaitNext(client)) {
			String head = (char) first + client.readHead();
			Matcher length = LENGTH.matcher(head);
			String id = length.find()
					? new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.UTF_8) : head;
			this.read.computeIfAbsent(id, (key) -> new AtomicInteger()).incrementAndGet();
			client.write(RawServer.ok(id));
		}
	}

	/**
	 * Returns the first byte of the next request, or -1 if the connection is to be
	 * closed.
	 */
	private int awaitNext(RawServer.Client client) throws IOException {
		client.socket().setSoTimeout(1 + ThreadLocalRandom.current().nextInt(LONGEST_IDLE_MILLIS));
		try {
			int first = client.socket().getInputStream().read();
			client.socket().setSoTimeout(0);
			return first;
		}
		catch (SocketTimeoutException ex) {
			this.closes.incrementAndGet();
			if (ThreadLocalRandom.current().nextBoolean()) {
				client.write(FadingServer.TIMEOUT);
			}
			return -1;
		}
	}

	@Override
	public void afterEach(ExtensionContext context) throws IOException {
		this.server.afterEach(context);
	}

}
