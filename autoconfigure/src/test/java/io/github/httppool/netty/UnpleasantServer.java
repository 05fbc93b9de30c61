package io.github.httppool.netty;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A server that treats each connection as the test says, byte by byte.
 */
final class UnpleasantServer implements AutoCloseable {

	private final ServerSocket serverSocket;

	private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

	private final Thread acceptor;

	UnpleasantServer(Behaviour behaviour) {
		try {
			this.serverSocket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.acceptor = new Thread(() -> accept(behaviour), "unpleasant-server");
		this.acceptor.start();
	}

	private void accept(Behaviour behaviour) {
		try {
			while (!this.serverSocket.isClosed()) {
				Socket socket = this.serverSocket.accept();
				this.sockets.add(socket);
				behaviour.treat(socket);
			}
		}
		catch (IOException ex) {
			// The test is over, or the other side has closed as it should.
		}
	}

	String url(String scheme) {
		return scheme + "://127.0.0.1:" + this.serverSocket.getLocalPort() + "/";
	}

	/**
	 * Reads a request to the end of its headers.
	 */
	static void readRequest(Socket socket) throws IOException {
		InputStream in = socket.getInputStream();
		StringBuilder read = new StringBuilder();
		while (read.indexOf("\r\n\r\n") < 0) {
			int next = in.read();
			if (next < 0) {
				return;
			}
			read.append((char) next);
		}
	}

	static void write(Socket socket, String text) throws IOException {
		socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
		socket.getOutputStream().flush();
	}

	/**
	 * Closes with RST instead of FIN.
	 */
	static void reset(Socket socket) throws IOException {
		socket.setSoLinger(true, 0);
		socket.close();
	}

	@Override
	public void close() {
		try {
			this.serverSocket.close();
			for (Socket socket : this.sockets) {
				socket.close();
			}
			this.acceptor.join();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@FunctionalInterface
	interface Behaviour {

		void treat(Socket socket) throws IOException;

	}

}
