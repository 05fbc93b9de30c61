package io.github.httppool.autoconfigure;

import java.util.Map;

import io.github.httppool.autoconfigure.properties.WrittenProperties;
import io.github.httppool.autoconfigure.properties.WrittenProperty;
import io.github.httppool.boot.RefusedSettingException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/**
 * Explains {@link RefusedSettingException}: where the setting was written and what to do.
 */
class RefusedSettingFailureAnalyzer extends AbstractFailureAnalyzer<RefusedSettingException> {

	private static final String OTHER_LIBRARY = """
			choose another client library with spring.http.clients.imperative.factory and \
			spring.http.clients.reactive.connector, which takes Spring Boot's clients off the pool""";

	private static final Map<String, String> ACTIONS = Map.of("cookie-handling",
			"Set it to 'enable-when-possible' or 'disable', or remove it. If clients have to keep cookies, "
					+ OTHER_LIBRARY,
			"ssl.bundle", "Correct the SSL bundle, below spring.ssl.bundle, or use another one", "connect-timeout",
			"Set a time from 0 to 2147483647ms, or remove it to have httppool.timeouts.connect", "read-timeout",
			"Set a time of 0 or more, or remove it to have httppool.timeouts.response");

	private final @Nullable Environment environment;

	RefusedSettingFailureAnalyzer(@Nullable Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, RefusedSettingException cause) {
		WrittenProperty property = find(cause);
		String description = "A setting of Spring Boot's HTTP clients cannot be used by clients on the pool:%n%n%s    Reason: %s"
			.formatted((property != null) ? describe(property) : describe(cause), cause.reason());
		return new FailureAnalysis(description,
				ACTIONS.getOrDefault(cause.setting(), "Set another value, or " + OTHER_LIBRARY), cause);
	}

	private @Nullable WrittenProperty find(RefusedSettingException cause) {
		if (!(this.environment instanceof ConfigurableEnvironment configurable)) {
			return null;
		}
		WrittenProperties written = new WrittenProperties(configurable);
		return cause.properties()
			.stream()
			.map((name) -> written.find(name, cause.value()))
			.filter(WrittenProperty::set)
			.findFirst()
			.orElse(null);
	}

	private static String describe(WrittenProperty property) {
		String origin = (property.origin() != null) ? "    Origin: %s%n".formatted(property.origin()) : "";
		return "    Property: %s%n    Value: \"%s\"%n%s".formatted(property.name(), property.value(), origin);
	}

	private static String describe(RefusedSettingException cause) {
		return "    Setting: %s%n    Value: \"%s\"%n    Origin: HttpClientSettings made in code%n"
			.formatted(cause.setting(), cause.value());
	}

}
