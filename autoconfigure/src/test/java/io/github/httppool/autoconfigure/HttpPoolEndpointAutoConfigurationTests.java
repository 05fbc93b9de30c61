package io.github.httppool.autoconfigure;

import io.github.httppool.HttpPools;
import io.github.httppool.StubHttpPools;
import io.github.httppool.actuate.HttpPoolEndpoint;
import io.github.httppool.actuate.HttpPoolEndpointJmxExtension;
import io.github.httppool.actuate.HttpPoolEndpointWebExtension;
import io.github.httppool.actuate.HttpPoolPageWebExtension;
import io.github.httppool.actuate.UnknownArgumentsAdvisor;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.web.servlet.DispatcherServlet;

import static org.assertj.core.api.Assertions.assertThat;

class HttpPoolEndpointAutoConfigurationTests {

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HttpPoolEndpointAutoConfiguration.class));

	@Test
	void endpointIsThereWhenExposedOverHttp() {
		withPools().withPropertyValues("management.endpoints.web.exposure.include=httppool")
			.run((context) -> assertThat(context).hasSingleBean(HttpPoolEndpoint.class)
				.hasSingleBean(HttpPoolEndpointWebExtension.class)
				.hasSingleBean(UnknownArgumentsAdvisor.class)
				.doesNotHaveBean(HttpPoolEndpointJmxExtension.class));
	}

	@Test
	void pageIsThereWhenExposedOverHttp() {
		withPools().withPropertyValues("management.endpoints.web.exposure.include=httppool")
			.run((context) -> assertThat(context).hasSingleBean(HttpPoolPageWebExtension.class));
	}

	@Test
	void pageIsNotThereWithoutMvcWhichGivesJsonToThoseWhoAcceptEverything() {
		withPools().withPropertyValues("management.endpoints.web.exposure.include=httppool")
			.withClassLoader(new FilteredClassLoader(DispatcherServlet.class))
			.run((context) -> assertThat(context).hasSingleBean(HttpPoolEndpointWebExtension.class)
				.doesNotHaveBean(HttpPoolPageWebExtension.class));
	}

	@Test
	void pageIsNotThereWithoutJackson3() {
		withPools().withPropertyValues("management.endpoints.web.exposure.include=httppool")
			.withClassLoader(new FilteredClassLoader(JsonMapper.class))
			.run((context) -> assertThat(context).hasSingleBean(HttpPoolEndpointWebExtension.class)
				.doesNotHaveBean(HttpPoolPageWebExtension.class));
	}

	@Test
	void endpointIsThereWhenExposedOverJmx() {
		withPools().withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=httppool")
			.run((context) -> assertThat(context).hasSingleBean(HttpPoolEndpoint.class)
				.hasSingleBean(HttpPoolEndpointJmxExtension.class)
				.doesNotHaveBean(HttpPoolEndpointWebExtension.class)
				.doesNotHaveBean(UnknownArgumentsAdvisor.class));
	}

	@Test
	void whatThePoolsAreConfiguredToCallIsShown() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(HttpPoolPropertiesAutoConfiguration.class))
			.withBean(HttpPools.class, () -> new StubHttpPools("default", "payment"))
			.withPropertyValues("management.endpoints.web.exposure.include=httppool",
					"httppool.clients.payment.base-url=https://pay.example/v1")
			.run((context) -> {
				HttpPoolEndpoint endpoint = context.getBean(HttpPoolEndpoint.class);
				assertThat(endpoint.pool("payment").condition().baseUrl()).isEqualTo("https://pay.example/v1");
				assertThat(endpoint.pool("default").condition().baseUrl()).isNull();
			});
	}

	@Test
	void endpointIsNotThereWhenNotExposed() {
		withPools().run((context) -> assertThat(context).doesNotHaveBean(HttpPoolEndpoint.class));
	}

	@Test
	void endpointIsNotThereWithoutAccess() {
		withPools()
			.withPropertyValues("management.endpoints.web.exposure.include=*",
					"management.endpoint.httppool.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(HttpPoolEndpoint.class));
	}

	@Test
	void endpointIsNotThereWithoutPools() {
		this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=httppool")
			.run((context) -> assertThat(context).doesNotHaveBean(HttpPoolEndpoint.class));
	}

	private WebApplicationContextRunner withPools() {
		return this.contextRunner.withBean(HttpPools.class, () -> new StubHttpPools("default"));
	}

}
