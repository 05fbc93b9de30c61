package io.github.httppool.benchmarks.misbehave;

import java.util.Locale;
import java.util.Map;

/**
 * The head of a request.
 *
 * @param line the request line
 * @param headers by their names in lower case
 */
record Request(String line, Map<String, String> headers) {

	String method() {
		return this.line.split(" ")[0];
	}

	String path() {
		return this.line.split(" ")[1];
	}

	boolean isWellFormed() {
		return this.line.matches("(GET|HEAD|POST) /\\S* HTTP/1\\.1");
	}

	boolean asksToClose() {
		return has("connection", "close");
	}

	boolean takesGzip() {
		return has("accept-encoding", "gzip");
	}

	boolean isChunked() {
		return has("transfer-encoding", "chunked");
	}

	int length() {
		return Integer.parseInt(this.headers.getOrDefault("content-length", "0"));
	}

	boolean isHead() {
		return method().equals("HEAD");
	}

	private boolean has(String name, String value) {
		return this.headers.getOrDefault(name, "").toLowerCase(Locale.ROOT).contains(value);
	}

}
