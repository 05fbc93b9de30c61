package io.github.httppool.sample.traffic;

import java.util.Arrays;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Which of Spring's clients makes a call.
 */
enum ClientKind {

	/**
	 * {@code RestClient}: a thread waits for the answer.
	 */
	REST,

	/**
	 * {@code WebClient}: no thread waits.
	 */
	WEB;

	static ClientKind parse(@Nullable String text) {
		Assert.notNull(text, "client is missing: say REST or WEB");
		return Arrays.stream(values())
			.filter((kind) -> kind.name().equals(text.toUpperCase(Locale.ROOT)))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("client must be REST or WEB, not '%s'".formatted(text)));
	}

}
