package io.github.httppool;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A small proxy, HTTP or SOCKS5, that really connects: to a target by its address, and to
 * any name on this machine, as a proxy knows names that its clients do not.
 */
public final class RelayProxy implements AfterEachCallback {

	private static final int NO_AUTHENTICATION = 0;

	private static final int USERNAME_AND_PASSWORD = 2;

	private static final int NOTHING_ACCEPTABLE = 0xFF;

	private final RawServer server = new RawServer();

	private final Queue<String> targets = new ConcurrentLinkedQueue<>();

	private @Nullable String credentials;

	private RelayProxy() {
	}

	public static RelayProxy http() {
		RelayProxy proxy = new RelayProxy();
		proxy.server.serving(proxy::connect);
		return proxy;
	}

	public static RelayProxy socks5() {
		RelayProxy proxy = new RelayProxy();
		proxy.server.serving(proxy::greet);
		return proxy;
	}

	/** Serves only clients that authenticate. */
	public RelayProxy demanding(String username, String password) {
		this.credentials = username + ":" + password;
		return this;
	}

	/** Host and port. */
	public String address() {
		return this.server.uri("").getAuthority();
	}

	public int port() {
		return this.server.uri("").getPort();
	}

	/** What it was asked for, by name, in order. */
	public List<String> targets() {
		return List.copyOf(this.targets);
	}

	public int connections() {
		return this.server.connections();
	}

	@Override
	public void afterEach(ExtensionContext context) throws IOException {
		this.server.close();
	}

	// HTTP

	private void connect(RawServer.Client client) throws Exception {
		String head = client.readHead();
		if (head == null) {
			return;
		}
		if (this.credentials != null && !head.contains("proxy-authorization: Basic " + encoded(this.credentials))) {
			client.write("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n"
					+ "Content-Length: 100000\r\n\r\nThis page never ends");
			client.readHead();
			return;
		}
		String target = head.split(" ")[1];
		this.targets.add(target);
		int colon = target.lastIndexOf(':');
		try (Socket upstream = open(target.substring(0, colon), Integer.parseInt(target.substring(colon + 1)))) {
			client.write("HTTP/1.1 200 Connection established\r\n\r\n");
			relay(client.socket(), upstream);
		}
	}

	private static String encoded(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	// SOCKS5 (RFC 1928, 1929)

	private void greet(RawServer.Client client) throws Exception {
		InputStream in = client.socket().getInputStream();
		byte[] greeting = read(in, 2);
		byte[] methods = read(in, greeting[1]);
		int wanted = (this.credentials != null) ? USERNAME_AND_PASSWORD : NO_AUTHENTICATION;
		boolean offered = new String(methods, StandardCharsets.ISO_8859_1).indexOf(wanted) >= 0;
		client.write(new byte[] { 5, (byte) (offered ? wanted : NOTHING_ACCEPTABLE) });
		if (!offered || (this.credentials != null && !authenticates(client, this.credentials))) {
			in.read();
			return;
		}
		byte[] request = read(in, 4);
		String host = switch (request[3]) {
			case 1 -> InetAddress.getByAddress(read(in, 4)).getHostAddress();
			case 3 -> text(in);
			default -> throw new IOException("address type " + request[3]);
		};
		byte[] port = read(in, 2);
		int number = (Byte.toUnsignedInt(port[0]) << 8) + Byte.toUnsignedInt(port[1]);
		this.targets.add(host + ":" + number);
		try (Socket upstream = open(host, number)) {
			client.write(new byte[] { 5, 0, 0, 1, 127, 0, 0, 1, 0, 80 });
			relay(client.socket(), upstream);
		}
	}

	private static boolean authenticates(RawServer.Client client, String credentials) throws IOException {
		InputStream in = client.socket().getInputStream();
		read(in, 1);
		boolean known = credentials.equals(text(in) + ":" + text(in));
		client.write(new byte[] { 1, (byte) (known ? 0 : 1) });
		return known;
	}

	private static String text(InputStream in) throws IOException {
		return new String(read(in, Byte.toUnsignedInt(read(in, 1)[0])), StandardCharsets.UTF_8);
	}

	private static byte[] read(InputStream in, int length) throws IOException {
		byte[] bytes = in.readNBytes(length);
		if (bytes.length < length) {
			throw new EOFException();
		}
		return bytes;
	}

	// Both

	private static Socket open(String host, int port) throws IOException {
		return new Socket(host.endsWith(".invalid") ? InetAddress.getLoopbackAddress() : InetAddress.getByName(host),
				port);
	}

	private static void relay(Socket client, Socket upstream) throws Exception {
		Thread back = new Thread(() -> pump(upstream, client), "relay-proxy-back");
		back.setDaemon(true);
		back.start();
		pump(client, upstream);
		back.join();
	}

	private static void pump(Socket from, Socket to) {
		try {
			from.getInputStream().transferTo(to.getOutputStream());
			to.shutdownOutput();
		}
		catch (IOException ex) {
			// One of them has gone, and the other will be closed.
			close(from);
			close(to);
		}
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
