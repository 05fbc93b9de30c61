package io.github.httppool.webclient;

import io.github.httppool.client.RequestOptions;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;

/**
 * Takes {@link io.github.httppool.client.CallOptions} from the attributes of a request to
 * the pool, and whether the request accepts nothing but an event stream.
 * {@code WebClient} tells attributes and headers only with the request itself, when the
 * call has a connection; the pool must know them before. Spring Boot's builders have this
 * filter; any other needs it as its last one.
 */
public final class CallOptionsFilter implements ExchangeFilterFunction {

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		RequestOptions options = RequestOptions.of(request.attributes(), request.headers().get(HttpHeaders.ACCEPT));
		Mono<ClientResponse> exchange = next.exchange(request);
		if (options.areNone()) {
			return exchange;
		}
		AskedOptions asked = new AskedOptions(options, request.method(), request.url());
		return exchange.contextWrite(asked::putInto);
	}

}
