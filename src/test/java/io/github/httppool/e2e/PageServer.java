package io.github.httppool.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves the page as an application has made it, with figures of the test's choice, below
 * the prefix of a proxy.
 */
final class PageServer implements AutoCloseable {

	private static final String ENDPOINT = "/team-a/proxy/actuator/httppool";

	private static final Pattern START = Pattern
		.compile("(<script id=\"httppool-start\" type=\"application/json\">).*?(</script>)", Pattern.DOTALL);

	private static final JsonMapper JSON = new JsonMapper();

	private final String page;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final HttpServer server;

	private volatile JsonNode pools;

	private volatile JsonNode details;

	/**
	 * Starts the server.
	 * @param page HTML of an application
	 * @param figures {@code pools}, as the endpoint shows all of them, and
	 * {@code details}, as it shows each
	 */
	PageServer(String page, JsonNode figures) {
		this.page = page;
		this.pools = figures.required("pools");
		this.details = figures.required("details");
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext(ENDPOINT, this::answer);
		this.server.start();
	}

	URI uri(String pool) {
		return URI.create("http://127.0.0.1:" + this.server.getAddress().getPort() + ENDPOINT + pool);
	}

	void show(JsonNode figures) {
		this.pools = figures.required("pools");
		this.details = figures.required("details");
	}

	private void answer(HttpExchange exchange) throws IOException {
		String pool = pool(exchange.getRequestURI());
		boolean html = exchange.getRequestHeaders().getFirst("Accept").startsWith("text/html");
		String type = html ? "text/html;charset=UTF-8" : "application/json";
		String body = html ? page(pool) : json(pool);
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", type);
		exchange.sendResponseHeaders(200, bytes.length);
		exchange.getResponseBody().write(bytes);
		exchange.close();
	}

	private static @Nullable String pool(URI uri) {
		String name = uri.getRawPath().substring(ENDPOINT.length());
		return (name.length() > 1) ? URLDecoder.decode(name.substring(1), StandardCharsets.UTF_8) : null;
	}

	private String page(@Nullable String pool) {
		ObjectNode start = JSON.createObjectNode().put("writable", true).set("pools", this.pools);
		if (pool != null) {
			start.put("pool", pool).set("details", this.details.required(pool));
		}
		String data = start.toString().replace("<", "\\u003c");
		return START.matcher(this.page).replaceFirst("$1" + Matcher.quoteReplacement(data) + "$2");
	}

	private String json(@Nullable String pool) {
		return ((pool != null) ? this.details.required(pool) : this.pools).toString();
	}

	/**
	 * Ends the server, as when an application or the way to it breaks down.
	 */
	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}
