package io.github.httppool.boot;

import java.lang.reflect.Proxy;

import io.github.httppool.RawServer;
import io.github.httppool.autoconfigure.PoolAutoConfigurations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.registry.HttpServiceGroup.ClientType;
import org.springframework.web.service.registry.ImportHttpServices;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Groups of HTTP services, where the shared clients are not those of the pool.
 */
class ServiceGroupsTests {

	@RegisterExtension
	final RawServer server = new RawServer().answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(PoolAutoConfigurations.all());

	@Test
	void whenDisabledThenNoTransportIsBuiltForACheck() {
		this.runner.withUserConfiguration(WebGroup.class)
			.withPropertyValues("httppool.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(PooledWebClientHttpServiceGroupConfigurer.class)
				.doesNotHaveBean(RestClientGroupsCheck.class)
				.doesNotHaveBean(WebClientGroupsCheck.class));
	}

	@Test
	void whenEnabledThenTransportsAreChecked() {
		this.runner.withUserConfiguration(WebGroup.class)
			.run((context) -> assertThat(context).hasSingleBean(RestClientGroupsCheck.class)
				.hasSingleBean(WebClientGroupsCheck.class));
	}

	@Test
	void whenTheSharedConnectorIsAProxyThenGroupsCallAllTheSame() {
		this.runner.withUserConfiguration(WebGroup.class, ProxiedConnector.class)
			.withPropertyValues("spring.http.serviceclient.orders.base-url=" + this.server.uri(""))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(Orders.class).get()).isEqualTo("ok");
			});
	}

	interface Orders {

		@GetExchange("/")
		String get();

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "orders", types = Orders.class, clientType = ClientType.WEB_CLIENT)
	static class WebGroup {

	}

	@Configuration(proxyBeanMethods = false)
	static class ProxiedConnector {

		@Bean
		ClientHttpConnector proxied() {
			ClientHttpConnector connector = new JdkClientHttpConnector();
			return (ClientHttpConnector) Proxy.newProxyInstance(ClientHttpConnector.class.getClassLoader(),
					new Class<?>[] { ClientHttpConnector.class },
					(proxy, method, arguments) -> method.invoke(connector, arguments));
		}

	}

}
