package io.github.httppool.sample.leaks;

import java.io.InputStream;
import java.net.URI;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/**
 * Opens a stream that is never closed.
 */
@Component
class InvoiceDownload implements Leak {

	private final RestClient client;

	InvoiceDownload(RestClient.Builder builder) {
		this.client = builder.build();
	}

	@Override
	public String name() {
		return "stream-not-closed";
	}

	@Override
	public String mistake() {
		return "RestClient: body(InputStream.class), stream not closed";
	}

	@Override
	public void happen(URI uri) {
		open(uri);
	}

	private @Nullable InputStream open(URI uri) {
		return this.client.get().uri(uri).retrieve().body(InputStream.class);
	}

}
