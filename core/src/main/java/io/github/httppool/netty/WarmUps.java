package io.github.httppool.netty;

import java.net.URI;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.httppool.pool.ReadyConnections;
import io.github.httppool.text.Printable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/**
 * Opens connections of a pool before a call wants them, as its clients would. Clients
 * that connect alike share their connections; for each that connects otherwise there are
 * as many again, as none could use those of another. Thread-safe.
 */
public final class WarmUps {

	private final ReactorHttpPool pool;

	private volatile Supplier<? extends Collection<HttpClient>> clients;

	WarmUps(ReactorHttpPool pool) {
		this.pool = pool;
		this.clients = () -> List.of(pool.httpClient().compress(true));
	}

	/**
	 * Sets the clients that connections are opened for; unless set, it is that of
	 * {@code PooledTransports}.
	 * @param used returns them, asked for each time; those that are not on the pool do
	 * not count
	 */
	public void openFor(Supplier<? extends Collection<HttpClient>> used) {
		this.clients = used;
	}

	/**
	 * Opens connections once.
	 * @param uri the server
	 * @param connections how many are to be idle
	 */
	CompletionStage<Integer> open(URI uri, int connections) {
		URI server = server(uri);
		int max = this.pool.settings().pool().maxIdleConnections();
		if (connections < 1 || connections > max) {
			throw new IllegalArgumentException(
					"%d connections cannot be kept idle by pool '%s': it must be from 1 to its maxIdleConnections, which is %d"
						.formatted(connections, this.pool.name(), max));
		}
		return targets(server)
			.thenCompose((targets) -> least(targets,
					(target) -> ready().open(target.remote(), target.configurationHash(), target, connections,
							this.pool.now())))
			// Off the event loop that has opened the last one.
			.thenApplyAsync(Function.identity());
	}

	/**
	 * Keeps connections ready from now on, as many as the pool's settings say. If it
	 * cannot be found out how to connect, that is logged.
	 * @param baseUrl the server
	 * @return what is kept
	 * @throws IllegalArgumentException if the URL is not absolute, or not http or https
	 */
	public KeptConnections keep(URI baseUrl) {
		URI server = server(baseUrl);
		KeptConnections kept = new KeptConnections(this.pool, server);
		targets(server).thenCompose(kept::begin).whenComplete(kept::stand);
		return kept;
	}

	private ReadyConnections ready() {
		return this.pool.engine().ready();
	}

	/**
	 * Checks a server that connections are to be opened to.
	 * @param uri its URI
	 * @return the part that says where it is
	 * @throws IllegalArgumentException if there is none
	 */
	public static URI server(URI uri) {
		String scheme = uri.getScheme();
		boolean http = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
		if (!http || uri.getHost() == null || uri.getUserInfo() != null) {
			throw new IllegalArgumentException(
					"connections are opened to an absolute http or https URL with a host and without user-info, not to "
							+ describe(uri));
		}
		String port = (uri.getPort() >= 0) ? ":" + uri.getPort() : "";
		return URI.create(scheme + "://" + uri.getHost() + port + "/");
	}

	/**
	 * What could be a secret is not shown.
	 */
	private static String describe(URI uri) {
		if (uri.getHost() == null) {
			return (uri.getScheme() == null) ? "one without a scheme" : "one of the scheme " + uri.getScheme();
		}
		return Printable.line(uri.getScheme() + "://" + ((uri.getUserInfo() != null) ? "***@" : "") + uri.getHost(),
				Printable.MAX_LENGTH);
	}

	/**
	 * What the clients dial, once for those that connect alike.
	 */
	private CompletionStage<Collection<ReactorConnector.Config>> targets(URI server) {
		try {
			return find(server).toFuture();
		}
		catch (Throwable ex) {
			// What code of the application throws, and Reactor does not catch.
			return CompletableFuture.failedStage(ex);
		}
	}

	private Mono<Collection<ReactorConnector.Config>> find(URI server) {
		return Flux.defer(() -> Flux.fromIterable(this.clients.get()))
			.filter(this.pool::hasClient)
			.concatMap((client) -> DialTarget.of(this.pool, client, server))
			.collect(LinkedHashMap<Object, ReactorConnector.Config>::new,
					(found, target) -> found.putIfAbsent(List.of(target.remote(), target.configurationHash()), target))
			.map(Map::values);
	}

	static CompletionStage<Void> all(Collection<? extends CompletionStage<?>> stages) {
		return CompletableFuture
			.allOf(stages.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture<?>[]::new));
	}

	private static <T> CompletionStage<Integer> least(Collection<T> targets,
			Function<T, CompletionStage<Integer>> opener) {
		List<CompletableFuture<Integer>> opened = targets.stream()
			.map((target) -> opener.apply(target).toCompletableFuture())
			.toList();
		return all(opened).thenApply((done) -> opened.stream().mapToInt(CompletableFuture::join).min().orElse(0));
	}

}
