package io.github.httppool.sample.traffic;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Which of the application's clients makes a call.
 */
enum ClientKind {

	/**
	 * {@code RestClient}: a thread waits for the response.
	 */
	REST("default"),

	/**
	 * {@code WebClient}: no thread waits.
	 */
	WEB("default"),

	/**
	 * An HTTP service, whose group is named like its pool.
	 */
	INVENTORY("inventory"),

	/**
	 * {@code RestClient}, injected by the name of its pool as the qualifier.
	 */
	PAYMENT("payment");

	private final String pool;

	ClientKind(String pool) {
		this.pool = pool;
	}

	/**
	 * Returns the name of the pool that the client runs on.
	 */
	String pool() {
		return this.pool;
	}

	static ClientKind parse(@Nullable String text) {
		Assert.notNull(text, () -> "client is missing: say which one of " + List.of(values()));
		return Arrays.stream(values())
			.filter((kind) -> kind.name().equals(text.toUpperCase(Locale.ROOT)))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(
					"client must be one of %s, not '%s'".formatted(List.of(values()), text)));
	}

}
