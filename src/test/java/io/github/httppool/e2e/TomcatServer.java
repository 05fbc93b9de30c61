package io.github.httppool.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioEndpoint;

import org.springframework.util.FileSystemUtils;

/**
 * A {@link TestServer} on embedded Tomcat, which closes connections after 100 requests.
 */
final class TomcatServer implements TestServer {

	private final SocketCounter sockets = new SocketCounter();

	private final Tomcat tomcat = new Tomcat();

	private final Path directory;

	TomcatServer() {
		try {
			this.directory = Files.createTempDirectory("tomcat");
			this.tomcat.setBaseDir(this.directory.toString());
			this.tomcat.setConnector(connector());
			Context context = this.tomcat.addContext("", null);
			Tomcat.addServlet(context, "answers", new Answers());
			context.addServletMappingDecoded("/", "answers");
			this.tomcat.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (LifecycleException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Connector connector() {
		Connector connector = new Connector(new Http11NioProtocol(new CountingEndpoint(this.sockets)));
		connector.setProperty("address", "127.0.0.1");
		connector.setPort(0);
		return connector;
	}

	@Override
	public String url(String path) {
		return "http://127.0.0.1:" + this.tomcat.getConnector().getLocalPort() + path;
	}

	@Override
	public SocketCounter sockets() {
		return this.sockets;
	}

	@Override
	public void close() {
		try {
			this.tomcat.stop();
			this.tomcat.destroy();
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (LifecycleException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static final class CountingEndpoint extends NioEndpoint {

		private final SocketCounter sockets;

		CountingEndpoint(SocketCounter sockets) {
			this.sockets = sockets;
		}

		@Override
		protected boolean setSocketOptions(SocketChannel socket) {
			this.sockets.opened();
			return super.setSocketOptions(socket);
		}

		@Override
		protected long countDownConnection() {
			this.sockets.closed();
			return super.countDownConnection();
		}

	}

	private static final class Answers extends HttpServlet {

		private static final long serialVersionUID = 1L;

		private static final String SLEEP = "/sleep/";

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
			String path = request.getRequestURI();
			if (path.startsWith(SLEEP)) {
				sleep(Long.parseLong(path.substring(SLEEP.length())));
			}
			response.getWriter().write("ok");
		}

		private static void sleep(long millis) {
			try {
				Thread.sleep(millis);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

}
