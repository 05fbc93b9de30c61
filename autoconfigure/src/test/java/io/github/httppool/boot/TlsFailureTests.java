package io.github.httppool.boot;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;

import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;

import io.github.httppool.RawServer;
import io.netty.handler.codec.DecoderException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a caller reads when TLS fails: what went wrong, and with whom.
 */
@Timeout(60)
class TlsFailureTests {

	private static final String NO_TLS = "HTTP/1.1 400 Bad Request\r\n\r\n" + "x".repeat(400);

	@RegisterExtension
	final RawServer demanding = new RawServer(new DemandingServerSocketFactory()).answering(RawServer.ok("ok"));

	@RegisterExtension
	final RawServer plain = new RawServer().serving(TlsFailureTests::answer);

	private static void answer(RawServer.Client client) throws IOException {
		if (client.socket().getInputStream().read() == 'G') {
			client.readHead();
			client.write(RawServer.ok("ok"));
		}
		else {
			client.write(NO_TLS);
			while (client.socket().getInputStream().read() >= 0) {
				// The rest of the handshake.
			}
		}
	}

	/**
	 * With TLS 1.3 that is told after the handshake, in the place of an answer.
	 */
	@ParameterizedTest
	@EnumSource
	void whenTheServerRefusesTheCertificateOfTheClientThenThatIsTheCause(FailureWordsTests.ClientKind client) {
		application().withPropertyValues(TestCertificate.trusted()).run((context) -> {
			SingleConnection connection = new SingleConnection(context);
			Throwable failure = client.failure(connection, tls(this.demanding));
			assertThat(failure.getCause()).isInstanceOf(SSLHandshakeException.class);
			assertThat(FailureWordsTests.causes(failure)).noneMatch(DecoderException.class::isInstance);
			connection.assertServes(this.plain.uri("/"));
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenTheServerDoesNotSpeakTlsThenItsFirstBytesAreShown(FailureWordsTests.ClientKind client) {
		application().run((context) -> {
			SingleConnection connection = new SingleConnection(context);
			Throwable failure = client.failure(connection, tls(this.plain));
			assertThat(failure.getCause()).isInstanceOf(SSLException.class)
				.hasMessage("%s does not speak TLS on this port: it sent 'HTTP/1.1 400 Bad Request\\r\\n\\r\\nxxxx...'",
						this.plain.uri("/").getAuthority());
			assertThat(FailureWordsTests.causes(failure))
				.allSatisfy((cause) -> assertThat(cause.toString().length()).isLessThan(400));
			connection.assertServes(this.plain.uri("/"));
		});
	}

	private static ApplicationContextRunner application() {
		return SingleConnection.application().withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class));
	}

	private static URI tls(RawServer server) {
		return URI.create("https://" + server.uri("/").getAuthority() + "/");
	}

	/**
	 * Makes sockets of a server that demands a certificate of its clients.
	 */
	private static final class DemandingServerSocketFactory extends ServerSocketFactory {

		private final ServerSocketFactory sockets = TestCertificate.serverSocketFactory();

		@Override
		public ServerSocket createServerSocket() throws IOException {
			return demanding(this.sockets.createServerSocket());
		}

		@Override
		public ServerSocket createServerSocket(int port) throws IOException {
			return demanding(this.sockets.createServerSocket(port));
		}

		@Override
		public ServerSocket createServerSocket(int port, int backlog) throws IOException {
			return demanding(this.sockets.createServerSocket(port, backlog));
		}

		@Override
		public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
			return demanding(this.sockets.createServerSocket(port, backlog, address));
		}

		private static ServerSocket demanding(ServerSocket socket) {
			((SSLServerSocket) socket).setNeedClientAuth(true);
			return socket;
		}

	}

}
