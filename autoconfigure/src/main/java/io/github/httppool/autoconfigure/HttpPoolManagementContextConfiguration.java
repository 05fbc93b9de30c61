package io.github.httppool.autoconfigure;

import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
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
import org.springframework.http.server.RequestPath;
import org.springframework.util.StringUtils;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.server.WebFilter;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Adds headers to what the endpoint answers, on the port where it is: no browser stores
 * it, as it is outdated at once, and no page of another site shows it in a frame, where a
 * person could be led to press its buttons. An Actuator operation cannot do that.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnAvailableEndpoint(endpoint = HttpPoolEndpoint.class, exposure = EndpointExposure.WEB)
public final class HttpPoolManagementContextConfiguration {

	/**
	 * What is answered at the endpoint's path and below. Paths are compared as those of
	 * operations are: without the context path, by decoded segments. Where the endpoint
	 * is, is asked at the first request: filters are created before all else, and would
	 * have all endpoints created with them.
	 */
	private record Answers(Supplier<Optional<PathPattern>> paths) {

		private static final Map<String, String> HEADERS = Map.of("Cache-Control", "no-store",
				"Content-Security-Policy", "frame-ancestors 'self'");

		static Answers of(ObjectProvider<PathMappedEndpoints> endpoints) {
			return new Answers(SingletonSupplier.of(() -> Optional.ofNullable(endpoints.getIfAvailable())
				.map((all) -> all.getPath(EndpointId.of(HttpPoolEndpoint.ID)))
				.map(Answers::atAndBelow)));
		}

		private static PathPattern atAndBelow(String path) {
			return PathPatternParser.defaultInstance.parse(StringUtils.trimTrailingCharacter(path, '/') + "/**");
		}

		/**
		 * Adds the headers, if the request leads to the endpoint. What another filter has
		 * said before holds as well.
		 * @param request path of the request
		 * @param header adds a header to the response
		 */
		void addHeaders(RequestPath request, BiConsumer<String, String> header) {
			if (this.paths.get().filter((endpoint) -> endpoint.matches(request.pathWithinApplication())).isPresent()) {
				HEADERS.forEach(header);
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass(Filter.class)
	static class Servlet {

		@Bean
		Filter httpPoolEndpointHeadersFilter(ObjectProvider<PathMappedEndpoints> endpoints) {
			Answers answers = Answers.of(endpoints);
			return (request, response, chain) -> {
				if (request instanceof HttpServletRequest http) {
					answers.addHeaders(ServletRequestPathUtils.parse(http),
							((HttpServletResponse) response)::addHeader);
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
			Answers answers = Answers.of(endpoints);
			return (exchange, chain) -> {
				answers.addHeaders(exchange.getRequest().getPath(), exchange.getResponse().getHeaders()::add);
				return chain.filter(exchange);
			};
		}

	}

}
