package io.github.httppool.boot;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClient;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.ClassUtils;

/**
 * The clients of a pool that connections are opened for before a call wants them: those
 * of {@code RestClient} and {@code WebClient}, as configured and customized. Nearly
 * always they connect alike, and share the connections.
 */
public final class WarmedClients {

	private static final String WEB_CLIENT = "org.springframework.web.reactive.function.client.WebClient";

	private final ObjectProvider<PooledRequestFactories> requestFactories;

	private final ObjectProvider<PooledConnectors> connectors;

	private final boolean webClientPresent;

	/**
	 * Creates the clients, which are built when they are asked for.
	 * @param requestFactories makes those of {@code RestClient}
	 * @param connectors makes those of {@code WebClient}
	 * @param classLoader shows whether there is a {@code WebClient}
	 */
	public WarmedClients(ObjectProvider<PooledRequestFactories> requestFactories,
			ObjectProvider<PooledConnectors> connectors, @Nullable ClassLoader classLoader) {
		this.requestFactories = requestFactories;
		this.connectors = connectors;
		this.webClientPresent = ClassUtils.isPresent(WEB_CLIENT, classLoader);
	}

	/**
	 * Returns the clients of a pool.
	 * @param pool the pool's name
	 * @return one for each kind, but for those that the application has taken off the
	 * pool
	 */
	public List<HttpClient> of(String pool) {
		List<HttpClient> clients = new ArrayList<>();
		this.requestFactories.ifAvailable((factories) -> addTo(clients, factories.create(pool)));
		if (this.webClientPresent) {
			this.connectors.ifAvailable((available) -> addTo(clients, available.create(pool)));
		}
		return clients;
	}

	private static void addTo(List<HttpClient> clients, Object transport) {
		HttpClient client = Transport.findPooledClient(transport);
		if (client != null) {
			clients.add(client);
		}
	}

}
