package io.github.httppool.autoconfigure;

import java.util.Map;

import io.github.httppool.actuate.HttpPoolEndpoint;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.WebFilter;

/**
 * Adds headers to what the endpoint answers, on the port where it is: no browser stores
 * it, as it is outdated at once, and no page of another site shows it in a frame, where a
 * person could be led to press its buttons. An Actuator operation cannot do that.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnAvailableEndpoint(endpoint = HttpPoolEndpoint.class, exposure = EndpointExposure.WEB)
public final class HttpPoolManagementContextConfiguration {

	private static final Map<String, String> HEADERS = Map.of("Cache-Control", "no-store", "Content-Security-Policy",
			"frame-ancestors 'self'");

	/**
	 * Whatever stands before and after it: a context path, or the name of a pool.
	 */
	private static boolean leadsTo(@Nullable String endpoint, String path) {
		return endpoint != null && path.contains(endpoint);
	}

	private static @Nullable String pathIn(PathMappedEndpoints endpoints) {
		return endpoints.getPath(EndpointId.of(HttpPoolEndpoint.ID));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnClass(Filter.class)
	static class Servlet {

		@Bean
		Filter httpPoolEndpointHeadersFilter(PathMappedEndpoints endpoints) {
			String endpoint = pathIn(endpoints);
			return (request, response, chain) -> {
				if (request instanceof HttpServletRequest http && leadsTo(endpoint, http.getRequestURI())) {
					HEADERS.forEach(((HttpServletResponse) response)::setHeader);
				}
				chain.doFilter(request, response);
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnClass(WebFilter.class)
	static class Reactive {

		@Bean
		WebFilter httpPoolEndpointHeadersFilter(PathMappedEndpoints endpoints) {
			String endpoint = pathIn(endpoints);
			return (exchange, chain) -> {
				if (leadsTo(endpoint, exchange.getRequest().getPath().value())) {
					exchange.getResponse().getHeaders().setAll(HEADERS);
				}
				return chain.filter(exchange);
			};
		}

	}

}
