package io.github.httppool.e2e.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.MountableFile;

/**
 * NGINX with the servers of {@code container/nginx.conf}.
 */
final class NginxContainer extends GenericContainer<NginxContainer> {

	static final String IMAGE = "nginx:1.26.3-alpine";

	private static final Pattern STATUS = Pattern
		.compile("Active connections: (\\d+)\\s+server accepts handled requests\\s+(\\d+)");

	NginxContainer() {
		super(IMAGE);
		withCopyToContainer(resource("nginx.conf"), "/etc/nginx/nginx.conf");
		withCopyToContainer(resource("localhost.crt"), "/etc/nginx/localhost.crt");
		withCopyToContainer(resource("localhost.key"), "/etc/nginx/localhost.key");
		withExposedPorts(Server.ports());
		waitingFor(Wait.forHttp("/").forPort(Server.STATUS.port));
	}

	private static MountableFile resource(String name) {
		return MountableFile.forClasspathResource("container/" + name);
	}

	/**
	 * Publishes a server at a port that stays the same when the container is stopped and
	 * started again, which one chosen by Docker does not.
	 */
	NginxContainer withFixedPort(Server server, int hostPort) {
		return withCreateContainerCmdModifier((command) -> command.getHostConfig()
			.getPortBindings()
			.add(new PortBinding(Ports.Binding.bindPort(hostPort), ExposedPort.tcp(server.port))));
	}

	String url(Server server, String path) {
		return server.scheme + "://" + getHost() + ":" + getMappedPort(server.port) + path;
	}

	/**
	 * Asks NGINX what it has counted. The connection that asks is not part of the answer.
	 */
	Status status() {
		try (InputStream in = URI.create(url(Server.STATUS, "/")).toURL().openStream()) {
			String page = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
			Matcher matcher = STATUS.matcher(page);
			if (!matcher.find()) {
				throw new IllegalStateException("Not a status page: " + page);
			}
			return new Status(Integer.parseInt(matcher.group(1)) - 1, Long.parseLong(matcher.group(2)) - 1);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Servers of the configuration file.
	 */
	enum Server {

		/** Keeps connections open. */
		PLAIN("http", 8080),

		/** Keeps connections open, and encrypts them. */
		TLS("https", 8443),

		/** Closes connections that are idle for a second, without announcing it. */
		SHORT_KEEP_ALIVE("http", 8081),

		/** Closes connections after {@link #REQUESTS} requests. */
		FEW_REQUESTS("http", 8082),

		/** Answers what NGINX has counted. */
		STATUS("http", 8090);

		/** Requests after which {@link #FEW_REQUESTS} closes a connection. */
		static final int REQUESTS = 20;

		private final String scheme;

		private final int port;

		Server(String scheme, int port) {
			this.scheme = scheme;
			this.port = port;
		}

		private static Integer[] ports() {
			Integer[] ports = new Integer[values().length];
			for (Server server : values()) {
				ports[server.ordinal()] = server.port;
			}
			return ports;
		}

	}

	/**
	 * What NGINX has counted over all its servers.
	 *
	 * @param open connections open now
	 * @param accepted connections accepted so far, those of earlier status calls included
	 */
	record Status(int open, long accepted) {

		/**
		 * Returns how many connections were accepted since an earlier status, without the
		 * one that had asked for that.
		 */
		long acceptedSince(Status earlier) {
			return this.accepted - earlier.accepted - 1;
		}

	}

	/**
	 * What NGINX says of a request in its answer.
	 *
	 * @param connection number of the connection it came over
	 * @param request number of the request on that connection
	 * @param open connections that NGINX had open at that moment
	 */
	record Answer(long connection, int request, int open) {

		static Answer of(String body) {
			String[] numbers = body.split(" ");
			return new Answer(Long.parseLong(numbers[0]), Integer.parseInt(numbers[1]), Integer.parseInt(numbers[2]));
		}

	}

}
