package io.github.httppool.benchmarks.harness;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The servers answer alike, whichever of them is there.
 */
class UpstreamTests {

	@ParameterizedTest
	@ValueSource(ints = { 180, 4000, 4001, 9754 })
	void nginxAnswers(int bytes) throws IOException, InterruptedException {
		assumeTrue(NginxUpstream.isInstalled());
		Answer answer = Answer.ofBytes(bytes);
		try (Upstream upstream = new NginxUpstream(answer)) {
			checkAnswer(upstream, answer);
		}
	}

	@Test
	void reactorNettyAnswers() throws IOException, InterruptedException {
		Answer answer = Answer.ofBytes(9754);
		try (Upstream upstream = new NettyUpstream(answer)) {
			checkAnswer(upstream, answer);
		}
	}

	private static void checkAnswer(Upstream upstream, Answer answer) throws IOException, InterruptedException {
		HttpResponse<String> response = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(upstream.uri().resolve(Upstream.PATH)).build(),
					HttpResponse.BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("content-type")).contains("application/json");
		assertThat(response.headers().firstValueAsLong("content-length")).hasValue(answer.bytes());
		answer.check(response.body());
	}

}
