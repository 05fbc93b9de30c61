package io.github.httppool.boot;

import java.util.stream.Stream;

import io.github.httppool.CallTimeoutException;
import io.github.httppool.autoconfigure.PoolAutoConfigurations;
import io.github.httppool.client.CallTimeout;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.registry.HttpServiceGroup.ClientType;
import org.springframework.web.service.registry.ImportHttpServices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Limits of HTTP interfaces in the groups of an application.
 */
@Timeout(60)
class CallTimeoutGroupsTests {

	@RegisterExtension
	final ScriptedServer server = new ScriptedServer().on("/silent", ScriptedServer.Peer::readToEnd);

	@ParameterizedTest
	@ValueSource(classes = { OnRestClient.class, OnWebClient.class })
	void whenAMethodHasALimitThenItsCallsHaveIt(Class<?> group) {
		runner(group).withPropertyValues("orders.limit=100ms").run((context) -> {
			Orders orders = context.getBean(Orders.class);
			assertThat(timeout(catchThrowable(orders::total)))
				.hasMessageContaining("was not over within 100 ms (@CallTimeout on Orders.total)");
			assertThat(timeout(catchThrowable(orders::response)))
				.hasMessageContaining("within 150 ms (@CallTimeout on Orders)");
			assertThat(orders.answered()).isEqualTo("/answered");
		});
	}

	@ParameterizedTest
	@ValueSource(classes = { OnRestClient.class, OnWebClient.class })
	void whenALimitIsNotATimeThenTheStartStopsAndSaysWhichAndWhatIsAllowed(Class<?> group) {
		runner(group).withPropertyValues("orders.limit=soon")
			.run((context) -> assertThat(
					Stream.iterate(context.getStartupFailure(), (each) -> each != null, Throwable::getCause))
				.anySatisfy((each) -> assertThat(each)
					.hasMessage("@CallTimeout(total = \"${orders.limit}\") on " + Orders.class.getName()
							+ ".total must be a time from 1ms to 24d, such as 200ms, 1s or PT0.2S")));
	}

	private ApplicationContextRunner runner(Class<?> group) {
		return new ApplicationContextRunner().withConfiguration(PoolAutoConfigurations.all())
			.withUserConfiguration(group)
			.withPropertyValues("spring.http.serviceclient.orders.base-url=" + this.server.uri(""));
	}

	private static Throwable timeout(Throwable failure) {
		Throwable found = failure;
		while (found != null && !(found instanceof CallTimeoutException)) {
			found = found.getCause();
		}
		assertThat(found).as("of %s", NestedExceptionUtils.getMostSpecificCause(failure)).isNotNull();
		return found;
	}

	@CallTimeout(response = "150ms")
	interface Orders {

		@GetExchange("/silent")
		@CallTimeout(total = "${orders.limit}")
		String total();

		@GetExchange("/silent")
		String response();

		@GetExchange("/answered")
		String answered();

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "orders", types = Orders.class, clientType = ClientType.REST_CLIENT)
	static class OnRestClient {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "orders", types = Orders.class, clientType = ClientType.WEB_CLIENT)
	static class OnWebClient {

	}

}
