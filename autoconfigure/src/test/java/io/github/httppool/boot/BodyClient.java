package io.github.httppool.boot;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * A client that streams bodies, in both directions. Blocks until the call is over.
 */
enum BodyClient {

	REST_CLIENT {

		@Override
		long read(PooledApplication application, URI uri, Runnable afterFirst) {
			return client(application).get().uri(uri).exchange((request, response) -> {
				InputStream body = response.getBody();
				long read = body.readNBytes(1).length;
				afterFirst.run();
				return read + body.transferTo(OutputStream.nullOutputStream());
			});
		}

		@Override
		void send(PooledApplication application, URI uri, int pieces, int size, Duration pace) {
			client(application).post().uri(uri).body((out) -> {
				long start = System.nanoTime();
				for (int piece = 0; piece < pieces; piece++) {
					awaitTurn(start, piece, pace);
					out.write(new byte[size]);
				}
			}).retrieve().toBodilessEntity();
		}

		private RestClient client(PooledApplication application) {
			return application.bean("httpPoolRestClient", RestClient.class);
		}

	},

	WEB_CLIENT {

		@Override
		long read(PooledApplication application, URI uri, Runnable afterFirst) {
			return client(application).get()
				.uri(uri)
				.retrieve()
				.bodyToFlux(DataBuffer.class)
				.map(BodyClient::release)
				.publishOn(Schedulers.boundedElastic(), 1)
				.index()
				.doOnNext((piece) -> {
					if (piece.getT1() == 0) {
						afterFirst.run();
					}
				})
				.reduce(0L, (sum, piece) -> sum + piece.getT2())
				.block();
		}

		@Override
		void send(PooledApplication application, URI uri, int pieces, int size, Duration pace) {
			Flux<DataBuffer> body = Flux.defer(() -> {
				long start = System.nanoTime();
				return Flux.range(0, pieces)
					.publishOn(Schedulers.boundedElastic(), 1)
					.doOnNext((piece) -> awaitTurn(start, piece, pace))
					.map((piece) -> DefaultDataBufferFactory.sharedInstance.wrap(new byte[size]));
			});
			client(application).post()
				.uri(uri)
				.body(BodyInserters.fromDataBuffers(body))
				.retrieve()
				.toBodilessEntity()
				.block();
		}

		private WebClient client(PooledApplication application) {
			return application.bean("httpPoolWebClient", WebClient.class);
		}

	};

	/**
	 * Reads a body to its end.
	 * @param afterFirst runs when the first piece has been read, before any other is
	 * asked for
	 * @return how many bytes it had
	 */
	abstract long read(PooledApplication application, URI uri, Runnable afterFirst);

	long read(PooledApplication application, URI uri) {
		return read(application, uri, () -> {
		});
	}

	/**
	 * Sends a body of pieces.
	 * @param pieces how many
	 * @param size of each
	 * @param pace how long each takes at least
	 */
	abstract void send(PooledApplication application, URI uri, int pieces, int size, Duration pace);

	static void awaitTurn(long start, int piece, Duration pace) {
		for (long left = 1; left > 0;) {
			left = start + piece * pace.toNanos() - System.nanoTime();
			LockSupport.parkNanos(left);
		}
	}

	private static long release(DataBuffer piece) {
		long length = piece.readableByteCount();
		DataBufferUtils.release(piece);
		return length;
	}

}
