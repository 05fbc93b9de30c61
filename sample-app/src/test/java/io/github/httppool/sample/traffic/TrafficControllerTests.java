package io.github.httppool.sample.traffic;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.context.WebApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@SpringBootTest(properties = { "server.port=0", "sample.traffic.enabled=false" })
class TrafficControllerTests {

	private final MockMvcTester mvc;

	private final TrafficGenerator generator;

	TrafficControllerTests(@Autowired WebApplicationContext context, @Autowired TrafficGenerator generator) {
		this.mvc = MockMvcTester.from(context);
		this.generator = generator;
	}

	@BeforeEach
	@AfterEach
	void quiet() {
		this.generator.turn(false);
		this.generator.flow("slow").change(new FlowSettings(5, ClientKind.REST));
		await().until(() -> this.generator.flows().stream().allMatch((flow) -> flow.state().calls().inFlight() == 0));
	}

	@Test
	void stateShowsEveryFlow() {
		assertThat(this.mvc.get().uri("/traffic")).hasStatusOk()
			.bodyJson()
			.hasPathSatisfying("$.running", (running) -> running.assertThat().isEqualTo(false))
			.hasPathSatisfying("$.flows[*].name", (names) -> names.assertThat()
				.asArray()
				.containsExactly("fast", "fast-web", "slow", "flaky-keep-alive", "large", "inventory", "payment"))
			.hasPathSatisfying("$.flows[*].pool",
					(pools) -> pools.assertThat()
						.asArray()
						.containsExactly("default", "default", "default", "default", "default", "inventory", "payment"))
			.hasPathSatisfying("$.flows[2].calls.inFlight", (inFlight) -> inFlight.assertThat().isEqualTo(0));
	}

	@Test
	void flowIsChanged() {
		assertThat(put("slow", "{\"rate\": 10, \"client\": \"WEB\"}")).hasStatusOk()
			.bodyJson()
			.hasPathSatisfying("$.rate", (rate) -> rate.assertThat().isEqualTo(10))
			.hasPathSatisfying("$.client", (client) -> client.assertThat().isEqualTo("WEB"));
		assertThat(this.generator.flow("slow").state().rate()).isEqualTo(10);
	}

	@Test
	void clientMayBeWrittenInLowerCase() {
		assertThat(put("slow", "{\"rate\": 10, \"client\": \"web\"}")).hasStatusOk();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{"rate": 501, "client": "REST"} | rate must be 0 to 500 calls per second, not 501
			{"rate": -1, "client": "REST"}  | rate must be 0 to 500 calls per second, not -1
			{"client": "REST"}              | rate is missing: say how many calls per second
			{"rate": 10}                    | client is missing: say which one of [REST, WEB, INVENTORY, PAYMENT]
			{"rate": 10, "client": "FTP"}   | client must be one of [REST, WEB, INVENTORY, PAYMENT], not 'FTP'
			{"rate": "many"}                | body is not the JSON expected
			nonsense                        | body is not the JSON expected
			""")
	void nonsenseIsRefusedWithAReasonAndChangesNothing(String body, String reason) {
		assertThat(put("slow", body)).hasStatus(400)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
			.bodyJson()
			.extractingPath("$.detail")
			.asString()
			.startsWith(reason);
		assertThat(this.generator.flow("slow").state().rate()).isEqualTo(5);
	}

	@Test
	void unknownFlowIsNotFound() {
		assertThat(put("slwo", "{\"rate\": 10, \"client\": \"REST\"}")).hasStatus(404)
			.bodyJson()
			.extractingPath("$.detail")
			.isEqualTo("there is no flow 'slwo', only "
					+ "[fast, fast-web, slow, flaky-keep-alive, large, inventory, payment]");
	}

	@Test
	void startAndStopSwitchTheTraffic() {
		assertThat(this.mvc.post().uri("/traffic/start")).hasStatusOk();
		assertThat(this.generator.isOn()).isTrue();
		assertThat(this.mvc.post().uri("/traffic/stop")).hasStatusOk();
		assertThat(this.generator.isOn()).isFalse();
	}

	@Test
	void burstMakesItsCallsWhileTheTrafficIsOff() {
		long before = this.generator.flow("slow").state().calls().ok();
		assertThat(burst("{\"flow\": \"slow\", \"calls\": 10}")).hasStatusOk()
			.bodyJson()
			.isStrictlyEqualTo("{\"flow\": \"slow\", \"made\": 10, \"skipped\": 0}");
		await().until(() -> this.generator.flow("slow").state().calls().ok() == before + 10);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{"flow": "slow", "calls": 0}    | calls must be 1 to 1000, not 0
			{"flow": "slow", "calls": 1001} | calls must be 1 to 1000, not 1001
			{"flow": "slow"}                | calls is missing: say how many
			{"calls": 10}                   | flow is missing: say which one
			""")
	void burstOfNonsenseIsRefusedWithAReason(String body, String reason) {
		assertThat(burst(body)).hasStatus(400).bodyJson().extractingPath("$.detail").isEqualTo(reason);
	}

	@Test
	void burstOnUnknownFlowIsNotFound() {
		assertThat(burst("{\"flow\": \"slwo\", \"calls\": 1}")).hasStatus(404);
	}

	private MvcTestResult put(String flow, String body) {
		return this.mvc.put()
			.uri("/traffic/{flow}", flow)
			.contentType(MediaType.APPLICATION_JSON)
			.content(body)
			.exchange();
	}

	private MvcTestResult burst(String body) {
		return this.mvc.post().uri("/traffic/burst").contentType(MediaType.APPLICATION_JSON).content(body).exchange();
	}

}
