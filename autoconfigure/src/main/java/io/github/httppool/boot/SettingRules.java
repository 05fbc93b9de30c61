package io.github.httppool.boot;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.core.NestedExceptionUtils;

/**
 * Decides which of Spring Boot's settings clients on a pool can use. A failure to build a
 * client is attributed to a setting by trying each setting alone, so that no list of what
 * Reactor Netty does not support is needed.
 */
final class SettingRules {

	/** Netty stores the milliseconds in an int. */
	private static final Duration LONGEST_CONNECT = Duration.ofMillis(Integer.MAX_VALUE);

	static final List<ClientSetting<?>> ALL = List.of(ClientSetting.COOKIE_HANDLING, ClientSetting.REDIRECTS,
			ClientSetting.CONNECT_TIMEOUT, ClientSetting.READ_TIMEOUT, ClientSetting.SSL_BUNDLE);

	private final Consumer<HttpClientSettings> trial;

	private final Origins origins;

	/**
	 * Creates the rules.
	 * @param trial builds a client from settings and discards it
	 * @param origins knows where a value was written
	 */
	SettingRules(Consumer<HttpClientSettings> trial, Origins origins) {
		this.trial = trial;
		this.origins = origins;
	}

	/**
	 * Builds something, or reports the setting that prevents it.
	 * @param <T> what is built
	 * @param settings the settings it is built with
	 * @param builder builds it
	 * @return what was built
	 * @throws RefusedSettingException if a setting cannot be used
	 */
	<T> T build(HttpClientSettings settings, Supplier<T> builder) {
		checkConnectTimeout(settings.connectTimeout());
		checkReadTimeout(settings.readTimeout());
		try {
			return builder.get();
		}
		catch (RuntimeException ex) {
			ALL.forEach((setting) -> tryAlone(setting, settings));
			throw ex;
		}
	}

	/**
	 * Reactor Netty would accept the value, and Netty would ignore it for each
	 * connection.
	 */
	private void checkConnectTimeout(@Nullable Duration time) {
		if (time != null && (time.isNegative() || time.compareTo(LONGEST_CONNECT) > 0)) {
			throw refused(ClientSetting.CONNECT_TIMEOUT, time,
					"it must be from 0 to " + ClientSetting.CONNECT_TIMEOUT.print().apply(LONGEST_CONNECT), null);
		}
	}

	private void checkReadTimeout(@Nullable Duration time) {
		if (time != null && time.isNegative()) {
			throw refused(ClientSetting.READ_TIMEOUT, time, "it must not be below 0", null);
		}
	}

	private <T> void tryAlone(ClientSetting<T> setting, HttpClientSettings settings) {
		T value = setting.in(settings);
		if (value == null) {
			return;
		}
		try {
			this.trial.accept(setting.alone(value));
		}
		catch (RuntimeException ex) {
			Throwable cause = NestedExceptionUtils.getMostSpecificCause(ex);
			throw refused(setting, value, (cause.getMessage() != null) ? cause.getMessage() : cause.toString(), ex);
		}
	}

	private <T> RefusedSettingException refused(ClientSetting<T> setting, T value, String reason,
			@Nullable RuntimeException cause) {
		return new RefusedSettingException(setting.name(), setting.print().apply(value), reason,
				this.origins.of(setting, value), cause);
	}

	/**
	 * Knows where a value was written.
	 */
	@FunctionalInterface
	interface Origins {

		/**
		 * Returns the properties that a value may have been written as.
		 * @param setting the setting
		 * @param value its value
		 * @return full names, highest precedence first; none if it was set in code
		 */
		List<String> of(ClientSetting<?> setting, Object value);

	}

}
