package io.github.httppool.autoconfigure;

import io.github.httppool.actuate.HttpPoolEndpoint;
import io.github.httppool.actuate.HttpPoolEndpointWebExtension;
import io.github.httppool.actuate.HttpPoolPage;
import io.github.httppool.actuate.HttpPoolPageWebExtension;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.jackson.EndpointJsonMapper;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/**
 * The page at the addresses of the endpoint. It needs Jackson 3, with which Spring Boot
 * writes the endpoint's JSON, to start with the same figures; and Spring MVC or WebFlux,
 * which answer a request that accepts everything with JSON.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(HttpPoolPageConfiguration.OnMvcOrWebFlux.class)
@ConditionalOnClass(JsonMapper.class)
@ConditionalOnAvailableEndpoint(endpoint = HttpPoolEndpoint.class, exposure = EndpointExposure.WEB)
class HttpPoolPageConfiguration {

	private static final EndpointId ENDPOINT = EndpointId.of(HttpPoolEndpoint.ID);

	@Bean
	@ConditionalOnMissingBean(HttpPoolEndpointWebExtension.class)
	HttpPoolPageWebExtension httpPoolPageWebExtension(HttpPoolEndpoint endpoint,
			ObjectProvider<EndpointJsonMapper> endpointMapper, ObjectProvider<JsonMapper> mapper,
			ObjectProvider<EndpointAccessResolver> access) {
		EndpointJsonMapper json = endpointMapper.getIfAvailable(() -> {
			JsonMapper shared = mapper.getIfAvailable(JsonMapper::shared);
			return () -> shared;
		});
		return new HttpPoolPageWebExtension(endpoint,
				new HttpPoolPage(endpoint, json.get()::writeValueAsString, writable(access.getIfAvailable())));
	}

	private static boolean writable(@Nullable EndpointAccessResolver access) {
		return access != null && access.accessFor(ENDPOINT, Access.READ_ONLY) == Access.UNRESTRICTED;
	}

	static final class OnMvcOrWebFlux extends AnyNestedCondition {

		OnMvcOrWebFlux() {
			super(ConfigurationPhase.PARSE_CONFIGURATION);
		}

		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		@ConditionalOnClass(name = "org.springframework.web.servlet.DispatcherServlet")
		static class Mvc {

		}

		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		static class WebFlux {

		}

	}

}
