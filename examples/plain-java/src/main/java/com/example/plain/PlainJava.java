package com.example.plain;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPools;
import io.github.httppool.StandaloneHttpPools;
import io.github.httppool.standalone.PooledTransports;

import org.springframework.web.client.RestClient;

/**
 * Calls a URL twice over one connection of a pool, without Spring Boot.
 */
public final class PlainJava {

	private PlainJava() {
	}

	public static void main(String[] arguments) {
		System.out.println(call(arguments[0]));
	}

	static String call(String url) {
		try (StandaloneHttpPools pools = HttpPools.builder().build()) {
			HttpPool pool = pools.get(HttpPool.DEFAULT);
			RestClient client = RestClient.builder().requestFactory(PooledTransports.requestFactory(pool)).build();
			String first = client.get().uri(url).retrieve().body(String.class);
			String second = client.get().uri(url).retrieve().body(String.class);
			return "%s, %s: %d calls, %d connection".formatted(first, second, pool.snapshot().acquired(),
					pool.snapshot().created());
		}
	}

}
