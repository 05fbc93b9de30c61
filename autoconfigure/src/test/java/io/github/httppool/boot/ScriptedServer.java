package io.github.httppool.boot;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.httppool.RawServer;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A server that answers each request with its path, so that a caller knows its own
 * answer, except for the paths that a test gives a {@link Script}. Remembers every byte
 * it read.
 */
final class ScriptedServer implements AfterEachCallback {

	private final RawServer server;

	private final String scheme;

	private final Map<String, Script> scripts = new ConcurrentHashMap<>();

	private final List<Peer> peers = new CopyOnWriteArrayList<>();

	private volatile Script otherwise = Peer::echo;

	ScriptedServer() {
		this(new RawServer(), "http");
	}

	private ScriptedServer(RawServer server, String scheme) {
		this.server = server.serving(this::serve);
		this.scheme = scheme;
	}

	/**
	 * Creates a server that speaks TLS.
	 */
	static ScriptedServer overTls() {
		return new ScriptedServer(new RawServer(TestCertificate.serverSocketFactory()), "https");
	}

	/**
	 * Lets a script answer the requests to a path, each time.
	 */
	ScriptedServer on(String path, Script script) {
		this.scripts.put(path, script);
		return this;
	}

	/**
	 * Answers the requests to a path with these bytes, in one write.
	 */
	ScriptedServer on(String path, String answer) {
		return on(path, (peer) -> {
			peer.readBody();
			peer.write(answer);
		});
	}

	/**
	 * Lets a script answer the requests to all paths that have none of their own.
	 */
	ScriptedServer onAny(Script script) {
		this.otherwise = script;
		return this;
	}

	URI uri(String path) {
		return URI.create(this.server.uri(path).toString().replace("http:", this.scheme + ":"));
	}

	/**
	 * Connections accepted so far.
	 */
	int connections() {
		return this.server.connections();
	}

	/**
	 * The requests of all connections, each as method and path.
	 */
	List<String> requests() {
		return this.peers.stream().flatMap((peer) -> peer.requests.stream()).toList();
	}

	/**
	 * Everything that was read on a connection.
	 * @param connection its number, from 0 on
	 */
	String received(int connection) {
		return this.peers.get(connection).received();
	}

	/**
	 * The head of the last request, as it came.
	 */
	String lastHead() {
		return this.peers.get(this.peers.size() - 1).head;
	}

	private void serve(RawServer.Client client) throws Exception {
		Peer peer = new Peer(client);
		this.peers.add(peer);
		while (peer.readHead()) {
			this.scripts.getOrDefault(peer.path(), this.otherwise).play(peer);
		}
	}

	@Override
	public void afterEach(ExtensionContext context) throws IOException {
		this.server.afterEach(context);
	}

	/**
	 * What to do once the head of a request has been read.
	 */
	@FunctionalInterface
	interface Script {

		void play(Peer peer) throws Exception;

	}

	/**
	 * One connection, seen from the server.
	 */
	static final class Peer {

		private static final Pattern CONTENT_LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)\r\n");

		private final RawServer.Client client;

		private final InputStream in;

		private final ByteArrayOutputStream received = new ByteArrayOutputStream();

		private final List<String> requests = new CopyOnWriteArrayList<>();

		private volatile String head = "";

		Peer(RawServer.Client client) throws IOException {
			this.client = client;
			this.in = new BufferedInputStream(client.socket().getInputStream());
		}

		private boolean readHead() throws IOException {
			StringBuilder read = new StringBuilder();
			while (read.indexOf("\r\n\r\n") < 0) {
				int b = read();
				if (b < 0) {
					return false;
				}
				read.append((char) b);
			}
			this.head = read.toString();
			this.requests.add(method() + " " + path());
			return true;
		}

		private int read() throws IOException {
			int b = this.in.read();
			if (b >= 0) {
				synchronized (this.received) {
					this.received.write(b);
				}
			}
			return b;
		}

		String received() {
			synchronized (this.received) {
				return this.received.toString(StandardCharsets.ISO_8859_1);
			}
		}

		String method() {
			return this.head.split(" ", 3)[0];
		}

		String path() {
			return this.head.split(" ", 3)[1];
		}

		/**
		 * Reads the body of the request, as long as its head says.
		 */
		void readBody() throws IOException {
			String fields = this.head.toLowerCase(Locale.ROOT);
			Matcher length = CONTENT_LENGTH.matcher(fields);
			if (fields.contains("\r\ntransfer-encoding: chunked\r\n")) {
				readChunks();
			}
			else if (length.find()) {
				skip(Integer.parseInt(length.group(1)));
			}
		}

		private void readChunks() throws IOException {
			for (int size = readSize(); size != 0; size = readSize()) {
				skip(size + 2);
			}
			skip(2);
		}

		private int readSize() throws IOException {
			StringBuilder line = new StringBuilder();
			while (line.indexOf("\r\n") < 0) {
				line.append((char) readOrFail());
			}
			return Integer.parseInt(line.toString().trim(), 16);
		}

		private void skip(int count) throws IOException {
			for (int i = 0; i < count; i++) {
				readOrFail();
			}
		}

		private int readOrFail() throws IOException {
			int b = read();
			if (b < 0) {
				throw new EOFException();
			}
			return b;
		}

		/**
		 * Reads until the client closes, and answers nothing.
		 */
		void readToEnd() throws IOException {
			while (read() >= 0) {
				// Kept in what was received.
			}
		}

		/**
		 * Answers the request with its path.
		 */
		void echo() throws IOException {
			readBody();
			String answer = RawServer.ok(path());
			write(method().equals("HEAD") ? answer.substring(0, answer.length() - path().length()) : answer);
		}

		void write(String text) throws IOException {
			this.client.write(text);
		}

		void writeByteByByte(String text) throws IOException, InterruptedException {
			for (char each : text.toCharArray()) {
				write(String.valueOf(each));
				pause(Duration.ofMillis(1));
			}
		}

		/**
		 * Lets time pass on the wire.
		 */
		void pause(Duration time) throws InterruptedException {
			Thread.sleep(time.toMillis());
		}

		void reset() throws IOException {
			this.client.reset();
		}

		/**
		 * Says that nothing more comes from this side.
		 */
		void end() throws IOException {
			this.client.socket().shutdownOutput();
		}

	}

}
