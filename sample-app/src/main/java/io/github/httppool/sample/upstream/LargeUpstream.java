package io.github.httppool.sample.upstream;

import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServer;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * An upstream that answers with a body of one megabyte: its connection is busy until the
 * last byte is read.
 */
@Component
class LargeUpstream implements Upstream {

	static final int BODY_SIZE = 1024 * 1024;

	private final byte[] body = new byte[BODY_SIZE];

	@Override
	public String name() {
		return "large";
	}

	@Override
	public HttpServer answering(HttpServer server) {
		return server.handle((request, response) -> response
			.header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_OCTET_STREAM_VALUE)
			.sendByteArray(Mono.just(this.body)));
	}

}
