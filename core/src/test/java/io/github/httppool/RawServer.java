package io.github.httppool;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ServerSocketFactory;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server that says on a socket exactly what a test wants it to say, at the moment the
 * test wants it. Each connection is served by a thread of its own.
 */
public final class RawServer implements AfterEachCallback, AutoCloseable {

	private static final int PATIENCE_SECONDS = 20;

	private final ServerSocket serverSocket;

	private final AtomicInteger accepted = new AtomicInteger();

	private final Queue<Client> clients = new ConcurrentLinkedQueue<>();

	private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

	private volatile Script script = (client) -> {
	};

	public RawServer() {
		this(ServerSocketFactory.getDefault());
	}

	public RawServer(ServerSocketFactory sockets) {
		this(sockets, 0);
	}

	/** Listens where nobody has listened, or another server has before. */
	public RawServer(int port) {
		this(ServerSocketFactory.getDefault(), port);
	}

	private RawServer(ServerSocketFactory sockets, int port) {
		try {
			this.serverSocket = sockets.createServerSocket(port, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		start("raw-server-accept", this::acceptAll);
	}

	public RawServer serving(Script script) {
		this.script = script;
		return this;
	}

	/** Serves any number of requests on a connection with the same answer. */
	public RawServer answering(String answer) {
		return serving((client) -> {
			while (client.readHead() != null) {
				client.write(answer);
			}
		});
	}

	public URI uri(String path) {
		return URI.create("http://127.0.0.1:" + this.serverSocket.getLocalPort() + path);
	}

	public int connections() {
		return this.accepted.get();
	}

	private void acceptAll() throws IOException {
		while (!this.serverSocket.isClosed()) {
			Socket socket = this.serverSocket.accept();
			// Each write goes out at once.
			socket.setTcpNoDelay(true);
			this.accepted.incrementAndGet();
			Client client = new Client(socket);
			this.clients.add(client);
			start("raw-server-connection", () -> {
				try (socket) {
					this.script.serve(client);
				}
			});
		}
	}

	private void start(String name, Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				// The client has gone, or the test is over.
			}
			catch (Exception | AssertionError ex) {
				this.failures.add(ex);
			}
		}, name);
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void afterEach(ExtensionContext context) throws IOException {
		close();
	}

	@Override
	public void close() throws IOException {
		this.serverSocket.close();
		for (Client client : this.clients) {
			client.socket.close();
		}
		assertThat(this.failures).isEmpty();
	}

	public static void awaitLatch(CountDownLatch latch) {
		try {
			assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("what was waited for happened").isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public static String ok(String body) {
		return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
	}

	/** What the server does on a connection; it is closed at the end. */
	@FunctionalInterface
	public interface Script {

		void serve(Client client) throws Exception;

	}

	@FunctionalInterface
	private interface Task {

		void run() throws Exception;

	}

	/** The other end of a connection. */
	public static final class Client {

		private final Socket socket;

		Client(Socket socket) {
			this.socket = socket;
		}

		public Socket socket() {
			return this.socket;
		}

		/** Returns request line and headers, or {@code null} when the client has gone. */
		public String readHead() throws IOException {
			InputStream in = this.socket.getInputStream();
			StringBuilder head = new StringBuilder();
			while (head.indexOf("\r\n\r\n") < 0) {
				int b = in.read();
				if (b < 0) {
					return null;
				}
				head.append((char) b);
			}
			return head.toString();
		}

		public void write(String text) throws IOException {
			write(text.getBytes(StandardCharsets.ISO_8859_1));
		}

		public void write(byte[] bytes) throws IOException {
			this.socket.getOutputStream().write(bytes);
		}

		/** Returns when the client has closed its end. */
		public void awaitClosed() throws IOException {
			try {
				assertThat(this.socket.getInputStream().read()).isEqualTo(-1);
			}
			catch (SocketException ex) {
				// Closed with unread data in its buffers: a reset instead of an end.
				if (this.socket.isClosed()) {
					throw ex;
				}
			}
		}

		public void reset() throws IOException {
			this.socket.setSoLinger(true, 0);
			this.socket.close();
		}

	}

}
