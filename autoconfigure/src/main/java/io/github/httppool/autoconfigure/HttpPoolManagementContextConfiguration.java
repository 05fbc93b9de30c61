package io.github.httppool.autoconfigure;

import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.github.httppool.actuate.HttpPoolEndpoint;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.function.SingletonSupplier;
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
	 * Tells whether a path leads to the endpoint, whatever stands before and after it: a
	 * context path, or the name of a pool. Where the endpoint is, is asked at the first
	 * request: filters are created before all else, and would have all endpoints created
	 * with them.
	 */
	private static Predicate<String> endpointIn(ObjectProvider<PathMappedEndpoints> endpoints) {
		Supplier<Optional<String>> endpoint = SingletonSupplier.of(() -> Optional.ofNullable(endpoints.getIfAvailable())
			.map((all) -> all.getPath(EndpointId.of(HttpPoolEndpoint.ID))));
		return (path) -> endpoint.get().filter(path::contains).isPresent();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass(Filter.class)
	static class Servlet {

		@Bean
		Filter httpPoolEndpointHeadersFilter(ObjectProvider<PathMappedEndpoints> endpoints) {
			Predicate<String> leadsToEndpoint = endpointIn(endpoints);
			return (request, response, chain) -> {
				if (request instanceof HttpServletRequest http && leadsToEndpoint.test(http.getRequestURI())) {
					HEADERS.forEach(((HttpServletResponse) response)::setHeader);
				}
				chain.doFilter(request, response);
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	@ConditionalOnClass(WebFilter.class)
	static class Reactive {

		@Bean
		WebFilter httpPoolEndpointHeadersFilter(ObjectProvider<PathMappedEndpoints> endpoints) {
			Predicate<String> leadsToEndpoint = endpointIn(endpoints);
			return (exchange, chain) -> {
				if (leadsToEndpoint.test(exchange.getRequest().getPath().value())) {
					exchange.getResponse().getHeaders().setAll(HEADERS);
				}
				return chain.filter(exchange);
			};
		}

	}

}
