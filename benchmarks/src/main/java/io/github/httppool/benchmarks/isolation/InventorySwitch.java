package io.github.httppool.benchmarks.isolation;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import io.github.httppool.benchmarks.harness.HangingUpstream;
import io.github.httppool.benchmarks.harness.Variant;

/**
 * Lets the server's {@link HangingUpstream} hang and recover. Has a connection of its
 * own.
 */
final class InventorySwitch {

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final URI server;

	InventorySwitch(URI server) {
		this.server = server;
	}

	void hang() throws IOException, InterruptedException {
		post(HangingUpstream.HANG_PATH);
	}

	void recover() throws IOException, InterruptedException {
		post(HangingUpstream.RECOVER_PATH);
	}

	/**
	 * Waits until inventory keeps as many calls as its clients may have connections.
	 * @param deadline when to give up
	 */
	void awaitAllConnectionsTaken(long deadline) throws IOException, InterruptedException {
		int held;
		while ((held = held()) < Variant.MAX_CONNECTIONS) {
			if (System.nanoTime() - deadline > 0) {
				throw new IllegalStateException(
						"Inventory hangs, but with %d connections taken of %d: use a higher --rate".formatted(held,
								Variant.MAX_CONNECTIONS));
			}
			Thread.sleep(20);
		}
	}

	private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.client.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(this.server.resolve(path));
	}

	private int held() throws IOException, InterruptedException {
		return Integer.parseInt(send(request(HangingUpstream.HELD_PATH)));
	}

	private void post(String path) throws IOException, InterruptedException {
		send(request(path).POST(HttpRequest.BodyPublishers.noBody()));
	}

}
