package com.example.orders;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;

import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * A user's code, with all the mistakes by which responses are lost. In a package of its
 * own, as ours never counts as a call site.
 */
public final class OrderClient {

	private final RestClient restClient;

	private final WebClient webClient;

	private final ClientHttpRequestFactory factory;

	public OrderClient(RestClient restClient, WebClient webClient, ClientHttpRequestFactory factory) {
		this.restClient = restClient;
		this.webClient = webClient;
		this.factory = factory;
	}

	public void exchangeWithoutClose(URI uri) {
		this.restClient.get().uri(uri).exchange((request, response) -> 1, false);
	}

	public void inputStreamNotClosed(URI uri) {
		this.restClient.get().uri(uri).retrieve().body(InputStream.class);
	}

	public void interceptorThatDrops(URI uri) {
		RestClient client = this.restClient.mutate().requestInterceptor((request, body, execution) -> {
			execution.execute(request, body);
			throw new IllegalStateException("Dropped");
		}).build();
		try {
			client.get().uri(uri).retrieve().toBodilessEntity();
		}
		catch (IllegalStateException ex) {
			// As meant.
		}
	}

	public void bareFactoryWithoutClose(URI uri) {
		try {
			this.factory.createRequest(uri, HttpMethod.GET).execute();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public void entityFluxNeverSubscribed(URI uri) {
		this.webClient.get().uri(uri).retrieve().toEntityFlux(DataBuffer.class).block();
	}

	public void filterThatDrops(URI uri) {
		this.webClient.mutate()
			.filter((request, next) -> next.exchange(request).flatMap((response) -> Mono.empty()))
			.build()
			.get()
			.uri(uri)
			.exchangeToMono((response) -> Mono.just(1))
			.onErrorComplete()
			.block();
	}

	public void stalledDemand(URI uri) {
		this.webClient.get().uri(uri).retrieve().bodyToFlux(DataBuffer.class).subscribe(new BaseSubscriber<>() {

			@Override
			protected void hookOnSubscribe(Subscription subscription) {
				subscription.request(1);
			}

			@Override
			protected void hookOnNext(DataBuffer piece) {
				DataBufferUtils.release(piece);
			}

		});
	}

	public void handlerThatNeverAnswers(URI uri) {
		this.webClient.get().uri(uri).exchangeToMono((response) -> Mono.never()).subscribe();
	}

}
