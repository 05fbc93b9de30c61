package io.github.httppool.e2e;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which pool a call runs on, whatever the client, the kind of application and the
 * libraries on its class path.
 */
class WhichPoolTests {

	@RegisterExtension
	final RecordingServer server = new RecordingServer();

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	@ParameterizedTest(name = "{0} application, {1} on the class path")
	@MethodSource("applications")
	void whenEachKindOfClientCallsThenItsOwnPoolCountsTheCallAndHasTheSocketThatTheServerSees(WebApplicationType type,
			ClassPath classPath) {
		TestApplication application = this.endToEnd.add(TestApplication.start(classPath, type,
				ClientKind.Application.class, ClientKind.properties(this.server)));
		assertThat(PoolUse.of(application, this.server)).isEqualTo(expected(type));
	}

	private static Map<ClientKind, String> expected(WebApplicationType type) {
		Map<ClientKind, String> pools = new EnumMap<>(ClientKind.pools());
		if (type == WebApplicationType.REACTIVE) {
			// Spring Boot defines no RestTemplateBuilder there.
			pools.put(ClientKind.BUILT_REST_TEMPLATE, PoolUse.NO_SUCH_BEAN);
		}
		return pools;
	}

	static Stream<Arguments> applications() {
		return Arrays.stream(WebApplicationType.values())
			.flatMap((type) -> Arrays.stream(ClassPath.values()).map((classPath) -> Arguments.of(type, classPath)));
	}

}
