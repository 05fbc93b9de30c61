package io.github.httppool.e2e;

/**
 * A real server on the loopback interface: {@code /ok} answers {@code ok} at once,
 * {@code /sleep/{millis}} after a while.
 */
interface TestServer extends AutoCloseable {

	String url(String path);

	SocketCounter sockets();

	@Override
	void close();

}
