package io.github.httppool.benchmarks.misbehave;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;

/**
 * What a caller got.
 *
 * @param status the status
 * @param owner whose answer it is, in the words of the header; empty if it has none
 * @param body as much of the body as the caller has read
 */
record Received(int status, String owner, byte[] body) {

	static Received of(HttpStatusCode status, HttpHeaders headers, byte[] body) {
		String owners = String.join(",", headers.getOrEmpty(Story.OWNER_HEADER));
		return new Received(status.value(), owners, (body != null) ? body : Bytes.NONE);
	}

	@Override
	public String toString() {
		String start = Bytes.text(this.body).substring(0, Math.min(this.body.length, 60));
		return "%d of %s with %d bytes: %s".formatted(this.status, this.owner, this.body.length, start);
	}

}
