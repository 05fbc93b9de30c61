package io.github.httppool.standalone;

import io.github.httppool.HttpPool;
import io.github.httppool.netty.ReactorHttpPool;
import io.github.httppool.restclient.HttpPoolClientHttpRequestFactory;
import io.github.httppool.webclient.HttpPoolClientHttpConnector;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;

import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;

/**
 * Connects Spring's clients to a pool, without Spring Boot. The request factories and
 * connectors are safe for use by many threads, and stop working when the pool is closed.
 */
public final class PooledTransports {

	private PooledTransports() {
	}

	/**
	 * Creates a request factory for {@code RestClient} and {@code RestTemplate}.
	 * @param pool a pool of {@link io.github.httppool.HttpPools#builder()}
	 * @return a request factory that takes its connections from the pool
	 * @throws IllegalArgumentException if the pool is another implementation of
	 * {@code HttpPool}
	 */
	public static ClientHttpRequestFactory requestFactory(HttpPool pool) {
		ReactorHttpPool engine = engine(pool);
		return new HttpPoolClientHttpRequestFactory(client(engine), Schedulers.boundedElastic()::schedule,
				engine.calls(), engine.retries());
	}

	/**
	 * Creates a connector for {@code WebClient}. With a
	 * {@link io.github.httppool.webclient.CallOptionsFilter} as the last filter of the
	 * client, its calls may have {@link io.github.httppool.client.CallOptions}.
	 * @param pool a pool of {@link io.github.httppool.HttpPools#builder()}
	 * @return a connector that takes its connections from the pool
	 * @throws IllegalArgumentException if the pool is another implementation of
	 * {@code HttpPool}
	 */
	public static ClientHttpConnector connector(HttpPool pool) {
		ReactorHttpPool engine = engine(pool);
		return new HttpPoolClientHttpConnector(new ReactorClientHttpConnector(client(engine)), engine.calls(),
				engine.retries());
	}

	/**
	 * Accepts compressed responses, as Spring's own clients do.
	 */
	private static HttpClient client(ReactorHttpPool engine) {
		return engine.httpClient().compress(true);
	}

	private static ReactorHttpPool engine(HttpPool pool) {
		if (pool instanceof ReactorHttpPool engine) {
			return engine;
		}
		throw new IllegalArgumentException(
				"pool '%s' (%s) was not made by HttpPools.builder()".formatted(pool.name(), pool.getClass().getName()));
	}

}
