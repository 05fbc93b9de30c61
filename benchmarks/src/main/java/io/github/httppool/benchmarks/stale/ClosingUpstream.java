package io.github.httppool.benchmarks.stale;

import java.io.IOException;
import java.io.PushbackInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A server on plain sockets that closes each connection between two requests, at a random
 * moment: without a word, or with a 408 before.
 */
public final class ClosingUpstream {

	private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

	private static final String TIMEOUT = "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

	private ClosingUpstream() {
	}

	public static void main(String[] args) throws IOException {
		try (ServerSocket server = new ServerSocket(Integer.parseInt(args[0]), 1000,
				InetAddress.getLoopbackAddress())) {
			while (true) {
				Socket socket = server.accept();
				Thread thread = new Thread(() -> serve(socket), "connection");
				thread.setDaemon(true);
				thread.start();
			}
		}
	}

	private static void serve(Socket socket) {
		try (socket) {
			socket.setTcpNoDelay(true);
			PushbackInputStream in = new PushbackInputStream(socket.getInputStream());
			int first = in.read();
			while (first >= 0) {
				in.unread(first);
				answer(socket, in);
				first = awaitNext(socket, in);
			}
		}
		catch (IOException ex) {
			// The client has gone.
		}
	}

	private static void answer(Socket socket, PushbackInputStream in) throws IOException {
		int length = 0;
		String id = null;
		for (String line = line(in); !line.isEmpty(); line = line(in)) {
			String lower = line.toLowerCase(Locale.ROOT);
			if (lower.startsWith("content-length:")) {
				length = Integer.parseInt(line.substring(15).trim());
			}
			else if (lower.startsWith("x-id:")) {
				id = line.substring(5).trim();
			}
		}
		in.readNBytes(length);
		System.out.println(id);
		socket.getOutputStream().write(ANSWER.getBytes(StandardCharsets.US_ASCII));
	}

	private static String line(PushbackInputStream in) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
			if (b != '\r') {
				line.append((char) b);
			}
		}
		return line.toString();
	}

	private static int awaitNext(Socket socket, PushbackInputStream in) throws IOException {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		socket.setSoTimeout(1 + random.nextInt(ServerKind.RANDOM.idleMillis()));
		try {
			int first = in.read();
			socket.setSoTimeout(0);
			return first;
		}
		catch (SocketTimeoutException ex) {
			if (random.nextBoolean()) {
				socket.getOutputStream().write(TIMEOUT.getBytes(StandardCharsets.US_ASCII));
			}
			return -1;
		}
	}

}
