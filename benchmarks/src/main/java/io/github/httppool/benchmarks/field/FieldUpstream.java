package io.github.httppool.benchmarks.field;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/**
 * A {@link FieldServer}, from outside: tells it how to be, and asks what it has got. On
 * connections of its own.
 */
final class FieldUpstream {

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final URI uri;

	FieldUpstream(URI uri) {
		this.uri = uri;
	}

	URI uri() {
		return this.uri;
	}

	void become(Health health) {
		send(HttpRequest.newBuilder(this.uri.resolve(FieldServer.HEALTH + health))
			.POST(HttpRequest.BodyPublishers.noBody()));
	}

	Census.Figures census(String path) {
		return Census.Figures.parse(send(HttpRequest.newBuilder(this.uri.resolve(FieldServer.CENSUS + path))));
	}

	private String send(HttpRequest.Builder request) {
		try {
			HttpResponse<String> response = this.client.send(request.build(), HttpResponse.BodyHandlers.ofString());
			if (response.statusCode() != 200) {
				throw new IllegalStateException("%s says %d".formatted(response.uri(), response.statusCode()));
			}
			return response.body();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
