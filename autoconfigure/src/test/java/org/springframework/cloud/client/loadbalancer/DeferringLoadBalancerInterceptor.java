package org.springframework.cloud.client.loadbalancer;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.support.HttpRequestWrapper;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Stands in for Spring Cloud's, which is not on the class path: sends every request to
 * one server.
 */
public class DeferringLoadBalancerInterceptor implements ClientHttpRequestInterceptor {

	private final URI server;

	private final AtomicInteger requests = new AtomicInteger();

	public DeferringLoadBalancerInterceptor(URI server) {
		this.server = server;
	}

	@Override
	public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
			throws IOException {
		this.requests.incrementAndGet();
		URI uri = UriComponentsBuilder.fromUri(request.getURI())
			.host(this.server.getHost())
			.port(this.server.getPort())
			.build()
			.toUri();
		return execution.execute(new HttpRequestWrapper(request) {

			@Override
			public URI getURI() {
				return uri;
			}

		}, body);
	}

	public int requests() {
		return this.requests.get();
	}

}
