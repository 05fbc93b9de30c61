package io.github.httppool.e2e;

import java.net.URI;
import java.nio.charset.StandardCharsets;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.util.StreamUtils;
import org.springframework.web.client.RestClient;

/**
 * The Actuator of a running application as an operator uses it: over HTTP, with a client
 * that has nothing to do with the pool.
 */
public final class Actuator {

	private static final JsonMapper JSON = new JsonMapper();

	private final RestClient client = RestClient.builder().requestFactory(new SimpleClientHttpRequestFactory()).build();

	private final String root;

	Actuator(int port) {
		this.root = "http://127.0.0.1:" + port;
	}

	/**
	 * All pools, as the endpoint shows them.
	 */
	JsonNode httppool() {
		return get("/actuator/httppool").json();
	}

	/**
	 * The pool {@code default}, as the endpoint shows it among all pools.
	 */
	PoolFigures pool() {
		return new PoolFigures(httppool().at("/pools/default"));
	}

	Answer change(String pool, String body) {
		return send(HttpMethod.POST, "/actuator/httppool/" + pool, body);
	}

	Answer resizeTo(int maxConnections) {
		return change("default", "{\"maxConnections\": %d}".formatted(maxConnections));
	}

	Answer evict(String pool) {
		return send(HttpMethod.DELETE, "/actuator/httppool/" + pool, "");
	}

	public Answer get(String path) {
		return send(HttpMethod.GET, path, "");
	}

	public Answer post(String path, String body) {
		return send(HttpMethod.POST, path, body);
	}

	/**
	 * The page at an address of the endpoint, as a browser asks for it.
	 */
	Answer page(String path) {
		return send(HttpMethod.GET, path, "", MediaType.TEXT_HTML_VALUE);
	}

	private Answer send(HttpMethod method, String path, String body) {
		// Java's URLConnection would ask for HTML.
		return send(method, path, body, "application/json, */*;q=0.1");
	}

	private Answer send(HttpMethod method, String path, String body, String accept) {
		return this.client.method(method)
			.uri(URI.create(this.root + path))
			.header(HttpHeaders.ACCEPT, accept)
			.contentType(MediaType.APPLICATION_JSON)
			// A connection of its own: after a POST that it refuses without reading its
			// body, WebFlux on Reactor Netty may not see the next request on the same.
			.header(HttpHeaders.CONNECTION, "close")
			.body(body)
			.exchange((request, response) -> new Answer(response.getStatusCode().value(),
					StreamUtils.copyToString(response.getBody(), StandardCharsets.UTF_8)));
	}

	/**
	 * An answer.
	 *
	 * @param status HTTP status
	 * @param body body as text
	 */
	public record Answer(int status, String body) {

		JsonNode json() {
			return JSON.readTree(this.body);
		}

	}

	/**
	 * The figures of one pool.
	 *
	 * @param json as in the endpoint
	 */
	record PoolFigures(JsonNode json) {

		long active() {
			return number("active");
		}

		long idle() {
			return number("idle");
		}

		long pending() {
			return number("pending");
		}

		long acquired() {
			return number("acquired");
		}

		long reused() {
			return number("reused");
		}

		long created() {
			return number("created");
		}

		long timeouts() {
			return number("timeouts");
		}

		long rejected() {
			return number("rejected");
		}

		long closed(String reason) {
			return this.json.required("closed").required(reason).asLong();
		}

		long closed() {
			return this.json.required("closed").values().stream().mapToLong(JsonNode::asLong).sum();
		}

		private long number(String name) {
			return this.json.required(name).asLong();
		}

	}

}
