package io.github.httppool.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import java.util.List;

import io.github.httppool.actuate.HttpPoolEndpoint;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.ExposableWebEndpoint;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.actuate.endpoint.web.WebOperation;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.WebFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which requests lead to the endpoint, on both web stacks.
 */
class HttpPoolManagementContextConfigurationTests {

	private static final String NO_FRAMES = "frame-ancestors 'none'";

	@ParameterizedTest
	@CsvSource({ "/actuator, /actuator/httppool", "/actuator, /actuator/httppool/payment",
			"/actuator, /actuator/%68ttppool", "/actuator, /actuator;a=b/httppool;c=d/payment",
			"/actuator, /actuator/httppool/", "'', /httppool", "'', /httppool/%70ayment" })
	void whatTheEndpointAnswersHasTheHeadersBesidesThoseOfOthers(String base, String path) throws Exception {
		for (HttpHeaders headers : List.of(servlet(base, "", path), servlet(base, "/shop", "/shop" + path),
				reactive(base, "", path), reactive(base, "/shop", "/shop" + path))) {
			assertThat(headers.get("Cache-Control")).containsExactly("no-store");
			assertThat(headers.get("Content-Security-Policy")).containsExactly(NO_FRAMES, "frame-ancestors 'self'");
		}
	}

	@ParameterizedTest
	@CsvSource({ "/actuator, /actuator", "/actuator, /actuator/httppools", "/actuator, /actuator/health/httppool",
			"/actuator, /docs/actuator/httppool", "'', /docs/httppool", "'', /httppools", "'', /" })
	void whatOthersAnswerIsLeftAsItIs(String base, String path) throws Exception {
		for (HttpHeaders headers : List.of(servlet(base, "", path), reactive(base, "", path))) {
			assertThat(headers.get("Cache-Control")).isNull();
			assertThat(headers.get("Content-Security-Policy")).containsExactly(NO_FRAMES);
		}
	}

	private static HttpHeaders servlet(String base, String context, String path) throws IOException, ServletException {
		Filter filter = new HttpPoolManagementContextConfiguration.Servlet()
			.httpPoolEndpointHeadersFilter(endpoints(base));
		MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
		request.setContextPath(context);
		MockHttpServletResponse response = new MockHttpServletResponse();
		response.addHeader("Content-Security-Policy", NO_FRAMES);
		filter.doFilter(request, response, new MockFilterChain());
		HttpHeaders headers = new HttpHeaders();
		response.getHeaderNames().forEach((name) -> headers.put(name, response.getHeaders(name)));
		return headers;
	}

	private static HttpHeaders reactive(String base, String context, String path) {
		WebFilter filter = new HttpPoolManagementContextConfiguration.Reactive()
			.httpPoolEndpointHeadersFilter(endpoints(base));
		MockServerWebExchange exchange = MockServerWebExchange
			.from(MockServerHttpRequest.method(HttpMethod.GET, URI.create(path)).contextPath(context));
		exchange.getResponse().getHeaders().add("Content-Security-Policy", NO_FRAMES);
		filter.filter(exchange, (filtered) -> Mono.empty()).block();
		return exchange.getResponse().getHeaders();
	}

	private static ObjectProvider<PathMappedEndpoints> endpoints(String base) {
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		beans.registerSingleton("endpoints", new PathMappedEndpoints(base, () -> List.of(new Endpoint())));
		return beans.getBeanProvider(PathMappedEndpoints.class);
	}

	private static final class Endpoint implements ExposableWebEndpoint {

		@Override
		public EndpointId getEndpointId() {
			return EndpointId.of(HttpPoolEndpoint.ID);
		}

		@Override
		public Access getDefaultAccess() {
			return Access.READ_ONLY;
		}

		@Override
		public Collection<WebOperation> getOperations() {
			return List.of();
		}

		@Override
		public String getRootPath() {
			return HttpPoolEndpoint.ID;
		}

	}

}
