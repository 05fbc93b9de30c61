package io.github.httppool.boot;

import io.github.httppool.client.HttpPoolClients;

import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * The {@link HttpPoolClients} bean, for both kinds of clients.
 */
public final class DefaultHttpPoolClients implements HttpPoolClients {

	private final NamedRestClients restClients;

	private final NamedWebClients webClients;

	/**
	 * Creates the clients.
	 * @param restClients the blocking ones
	 * @param webClients the reactive ones
	 */
	public DefaultHttpPoolClients(NamedRestClients restClients, NamedWebClients webClients) {
		this.restClients = restClients;
		this.webClients = webClients;
	}

	@Override
	public RestClient.Builder restClientBuilder(String name) {
		return this.restClients.builder(name);
	}

	@Override
	public WebClient.Builder webClientBuilder(String name) {
		return this.webClients.builder(name);
	}

	@Override
	public RestClient restClient(String name) {
		return this.restClients.client(name);
	}

	@Override
	public WebClient webClient(String name) {
		return this.webClients.client(name);
	}

}
