package io.github.httppool.netty;

import java.util.List;
import java.util.function.UnaryOperator;

import io.github.httppool.AdviceFinding;
import io.github.httppool.FindingKind;
import io.github.httppool.RawServer;
import io.netty.channel.ChannelOption;
import io.netty.handler.logging.LogLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.netty.http.client.HttpClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients of one pool that cannot share connections, and why.
 */
class FragmentedPoolTests {

	@RegisterExtension
	final TestPool pool = new TestPool();

	@RegisterExtension
	final RawServer server = new RawServer().serving(FragmentedPoolTests::serve);

	private static void serve(RawServer.Client client) throws Exception {
		while (client.readHead() != null) {
			client.write(RawServer.ok("ok"));
		}
	}

	@Test
	void whenClientsDifferInATimeoutThenThatIsSaid() {
		call(UnaryOperator.identity());
		assertThat(findings()).isEmpty();
		call((client) -> client.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 777));
		assertThat(findings()).singleElement()
			.returns(FindingKind.FRAGMENTED, AdviceFinding::kind)
			.returns(
					this.server.uri("/").getAuthority() + ": its connections are configured in 2 ways, and one can only"
							+ " serve calls of the same; clients differ in connect timeout",
					AdviceFinding::text);
	}

	@Test
	void whenClientsDifferInSeveralThingsThenAllAreSaid() {
		call(UnaryOperator.identity());
		call((client) -> client.compress(true));
		call((client) -> client.compress(true).option(ChannelOption.SO_KEEPALIVE, false));
		assertThat(findings()).singleElement()
			.extracting(AdviceFinding::text)
			.asString()
			.contains("configured in 3 ways")
			.endsWith("clients differ in compression, options of sockets");
	}

	@Test
	void whenTheDifferenceHasNoNameThenACustomizerIsNamed() {
		call(UnaryOperator.identity());
		call((client) -> client.wiretap("wire", LogLevel.TRACE));
		assertThat(findings()).singleElement()
			.extracting(AdviceFinding::text)
			.asString()
			.endsWith("clients differ in something that a customizer has set");
	}

	private void call(UnaryOperator<HttpClient> customizer) {
		assertThat(customizer.apply(this.pool.pool().httpClient())
			.get()
			.uri(this.server.uri("/").toString())
			.responseContent()
			.aggregate()
			.asString()
			.block()).isEqualTo("ok");
	}

	private List<AdviceFinding> findings() {
		return this.pool.pool().advice().findings();
	}

}
