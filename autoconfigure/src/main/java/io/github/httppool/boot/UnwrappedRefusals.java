package io.github.httppool.boot;

import java.util.List;

import reactor.core.publisher.Mono;

import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;

/**
 * Lets the refusal of a guard arrive as what it is: {@code WebClient} wraps all that
 * comes from its connector, though no request was made that could have failed.
 */
final class UnwrappedRefusals implements ExchangeFilterFunction {

	private final List<CallGuard> guards;

	private UnwrappedRefusals(List<CallGuard> guards) {
		this.guards = guards;
	}

	/**
	 * Adds the filter, unless there are no guards.
	 */
	static void addTo(WebClient.Builder builder, List<CallGuard> guards) {
		if (!guards.isEmpty()) {
			builder.filter(new UnwrappedRefusals(guards));
		}
	}

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		return next.exchange(request).onErrorMap(WebClientRequestException.class, this::unwrap);
	}

	private Throwable unwrap(WebClientRequestException failure) {
		Throwable reason = failure.getCause();
		return (reason != null && this.guards.stream().anyMatch((guard) -> guard.isRefusal(reason))) ? reason : failure;
	}

}
