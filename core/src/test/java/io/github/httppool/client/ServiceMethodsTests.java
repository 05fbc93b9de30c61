package io.github.httppool.client;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Map;

import io.github.httppool.call.Streaming;
import io.github.httppool.call.TimeLimit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.MethodParameter;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.service.invoker.HttpRequestValues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The limits that methods of HTTP interfaces have.
 */
class ServiceMethodsTests {

	@Test
	void whenTheMethodSaysSoThenThatGoesBeforeItsInterfaceOneByOne() {
		RequestOptions options = options(Annotated.class, "both");
		assertThat(options.total()).isEqualTo(new TimeLimit(Duration.ofMillis(200), "@CallTimeout on Annotated.both"));
		assertThat(options.response()).isEqualTo(new TimeLimit(Duration.ofMillis(1500), "@CallTimeout on Annotated"));
		assertThat(options.maxAttempts()).isNull();
	}

	@Test
	void whenTheMethodSaysNothingThenItsInterfaceCounts() {
		RequestOptions options = options(Annotated.class, "none");
		assertThat(options.total()).isEqualTo(new TimeLimit(Duration.ofSeconds(3), "@CallTimeout on Annotated"));
		assertThat(options.response()).isEqualTo(new TimeLimit(Duration.ofMillis(1500), "@CallTimeout on Annotated"));
	}

	@Test
	void whenNobodySaysAnythingThenThereAreNoLimits() {
		assertThat(options(Plain.class, "none")).isSameAs(RequestOptions.NONE);
		new ServiceMethods().check(Plain.class);
	}

	@ParameterizedTest
	@CsvSource({ "one, PT1H30M", "two, PT0.25S", "three, PT0.005S" })
	void takesTheFormsOfSpringBoot(String method, Duration expected) {
		RequestOptions options = options(Forms.class, method);
		assertThat(options.total()).isNotNull();
		assertThat(options.total().time()).isEqualTo(expected);
	}

	@Test
	void resolvesPlaceholders() {
		ServiceMethods methods = new ServiceMethods((value) -> value.replace("${limit}", "300ms"));
		methods.check(Placeholder.class);
		RequestOptions options = options(methods, Placeholder.class, "one");
		assertThat(options.total()).isNotNull();
		assertThat(options.total().time()).isEqualTo(Duration.ofMillis(300));
	}

	@ParameterizedTest
	@ValueSource(classes = { Soon.class, Nothing.class, TooLong.class, Negative.class, Placeholder.class })
	void whenAValueIsNotATimeThenTheErrorNamesMethodValueAndWhatIsAllowed(Class<?> type) {
		Method method = ReflectionUtils.findMethod(type, "one");
		CallTimeout annotation = method.getAnnotation(CallTimeout.class);
		assertThatIllegalArgumentException().isThrownBy(() -> new ServiceMethods().check(type))
			.withMessage(
					"@CallTimeout(%s = \"%s\") on %s.one must be a time from 1ms to 24d, such as 200ms, 1s or PT0.2S",
					annotation.total().isEmpty() ? "response" : "total", annotation.total() + annotation.response(),
					type.getName());
	}

	@Test
	void whenAnInterfaceHasAWrongValueThenTheErrorNamesIt() {
		assertThatIllegalArgumentException().isThrownBy(() -> new ServiceMethods().check(WrongType.class))
			.withMessageContaining("on " + WrongType.class.getName() + " must be");
	}

	@ParameterizedTest
	@CsvSource({ "poll, DECLARED", "other, UNKNOWN" })
	void whenAMethodIsAnnotatedThenItsCallsAreStreaming(String method, Streaming expected) {
		assertThat(options(Polling.class, method).streaming()).isEqualTo(expected);
	}

	@Test
	void whenAnInterfaceIsAnnotatedThenAllItsCallsAreStreaming() {
		assertThat(options(AllPolling.class, "poll").streaming()).isEqualTo(Streaming.DECLARED);
	}

	private static RequestOptions options(Class<?> type, String method) {
		return options(new ServiceMethods(), type, method);
	}

	private static RequestOptions options(ServiceMethods methods, Class<?> type, String method) {
		HttpRequestValues.Builder request = HttpRequestValues.builder();
		methods.process(ReflectionUtils.findMethod(type, method), new MethodParameter[0], new Object[0], request);
		Map<String, Object> attributes = request.setUriTemplate("/")
			.setHttpMethod(org.springframework.http.HttpMethod.GET)
			.build()
			.getAttributes();
		return RequestOptions.of(attributes, null);
	}

	interface Polling {

		@StreamingCall
		String poll();

		String other();

	}

	@StreamingCall
	interface AllPolling {

		String poll();

	}

	@CallTimeout(total = "3s", response = "1500")
	interface Annotated {

		@CallTimeout(total = "200ms")
		String both();

		String none();

	}

	interface Plain {

		String none();

	}

	interface Forms {

		@CallTimeout(total = "1h30m")
		String one();

		@CallTimeout(total = "PT0.25S")
		String two();

		@CallTimeout(total = "5")
		String three();

	}

	interface Placeholder {

		@CallTimeout(total = "${limit}")
		String one();

	}

	interface Soon {

		@CallTimeout(response = "soon")
		String one();

	}

	interface Nothing {

		@CallTimeout(total = "0")
		String one();

	}

	interface TooLong {

		@CallTimeout(total = "25d")
		String one();

	}

	interface Negative {

		@CallTimeout(response = "-1s")
		String one();

	}

	@CallTimeout(total = "1x")
	interface WrongType {

		String one();

	}

}
