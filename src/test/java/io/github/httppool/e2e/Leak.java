package io.github.httppool.e2e;

import java.net.URI;
import java.util.Locale;
import java.util.function.BiConsumer;

import com.example.orders.OrderClient;

/**
 * The ways in which applications lose responses.
 */
enum Leak {

	EXCHANGE_WITHOUT_CLOSE(OrderClient::exchangeWithoutClose),

	INPUT_STREAM_NOT_CLOSED(OrderClient::inputStreamNotClosed),

	INTERCEPTOR_THAT_DROPS(OrderClient::interceptorThatDrops),

	BARE_FACTORY_WITHOUT_CLOSE(OrderClient::bareFactoryWithoutClose),

	ENTITY_FLUX_NEVER_SUBSCRIBED(OrderClient::entityFluxNeverSubscribed),

	FILTER_THAT_DROPS(OrderClient::filterThatDrops),

	STALLED_DEMAND(OrderClient::stalledDemand),

	HANDLER_THAT_NEVER_ANSWERS(OrderClient::handlerThatNeverAnswers);

	private final BiConsumer<OrderClient, URI> call;

	Leak(BiConsumer<OrderClient, URI> call) {
		this.call = call;
	}

	/**
	 * Loses a response. It may arrive only after this has returned.
	 */
	void happen(OrderClient client, URI uri) {
		this.call.accept(client, uri);
	}

	boolean isOfRestClient() {
		return compareTo(ENTITY_FLUX_NEVER_SUBSCRIBED) < 0;
	}

	/**
	 * Whether the response has been handed over when {@link #happen} returns.
	 */
	boolean isThereWhenItReturns() {
		return this != STALLED_DEMAND && this != HANDLER_THAT_NEVER_ANSWERS;
	}

	/**
	 * Name of the method that does it.
	 */
	String method() {
		String[] words = name().toLowerCase(Locale.ROOT).split("_");
		StringBuilder method = new StringBuilder(words[0]);
		for (int i = 1; i < words.length; i++) {
			method.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
		}
		return method.toString();
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT).replace('_', ' ');
	}

}
