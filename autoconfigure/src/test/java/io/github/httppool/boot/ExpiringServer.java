package io.github.httppool.boot;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.httppool.RawServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A server that closes each connection, without a word, once it has been idle for a time
 * or has answered so many requests. It answers a request with its body, or its path, and
 * counts how often it has read each.
 */
final class ExpiringServer implements AfterEachCallback {

	private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");

	private final RawServer server = new RawServer().serving(this::serve);

	private final Map<String, AtomicInteger> read = new ConcurrentHashMap<>();

	private volatile CountDownLatch together = new CountDownLatch(0);

	private volatile int idleMillis = 60_000;

	private volatile int maxRequests = Integer.MAX_VALUE;

	private volatile String header = "";

	ExpiringServer closingAfter(Duration idle) {
		this.idleMillis = (int) idle.toMillis();
		return this;
	}

	ExpiringServer closingAfter(int requests) {
		this.maxRequests = requests;
		return this;
	}

	/**
	 * Says something in the head of each response.
	 */
	ExpiringServer saying(String field) {
		this.header = field + "\r\n";
		return this;
	}

	/**
	 * Answers the next requests when all of them have come, each on a connection of its
	 * own.
	 */
	void answeringTogether(int requests) {
		this.together = new CountDownLatch(requests);
	}

	URI uri(String path) {
		return this.server.uri(path);
	}

	int connections() {
		return this.server.connections();
	}

	/**
	 * How often each request was read.
	 */
	Map<String, AtomicInteger> read() {
		return this.read;
	}

	private void serve(RawServer.Client client) throws Exception {
		client.socket().setSoTimeout(this.idleMillis);
		for (int answered = 0; answered < this.maxRequests; answered++) {
			String request = request(client);
			if (request == null) {
				return;
			}
			this.read.computeIfAbsent(request, (key) -> new AtomicInteger()).incrementAndGet();
			this.together.countDown();
			RawServer.awaitLatch(this.together);
			client.write(answer(request));
		}
	}

	private String answer(String request) {
		return RawServer.ok(request).replaceFirst("\r\n", "\r\n" + this.header);
	}

	private @Nullable String request(RawServer.Client client) throws IOException {
		InputStream in = client.socket().getInputStream();
		String head;
		try {
			head = client.readHead();
		}
		catch (SocketTimeoutException ex) {
			return null;
		}
		if (head == null) {
			return null;
		}
		Matcher length = LENGTH.matcher(head);
		return length.find() ? new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.UTF_8)
				: head.split(" ", 3)[1];
	}

	@Override
	public void afterEach(ExtensionContext context) throws IOException {
		this.server.afterEach(context);
	}

}
