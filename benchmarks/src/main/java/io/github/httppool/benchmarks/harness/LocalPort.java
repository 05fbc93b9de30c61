package io.github.httppool.benchmarks.harness;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * A port of 127.0.0.1 on which a server process is to listen.
 *
 * @param number the number of the port
 */
public record LocalPort(int number) {

	/**
	 * Returns a port that nobody listens on at the moment.
	 * @return the port
	 * @throws IOException if there is none
	 */
	public static LocalPort free() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return new LocalPort(socket.getLocalPort());
		}
	}

	/**
	 * Waits until a server listens.
	 * @param attempts how often to try
	 * @param pauseMillis how long to wait after each attempt
	 * @return whether one listens
	 * @throws InterruptedException if the thread is interrupted
	 */
	public boolean awaitListening(int attempts, long pauseMillis) throws InterruptedException {
		for (int attempt = 0; attempt < attempts; attempt++) {
			try (Socket socket = new Socket()) {
				socket.connect(new InetSocketAddress("127.0.0.1", this.number));
				return true;
			}
			catch (IOException ex) {
				Thread.sleep(pauseMillis);
			}
		}
		return false;
	}

}
