package io.github.httppool.autoconfigure.properties;

import java.util.stream.Collectors;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains an {@link InvalidPropertiesException} in the same form as Spring Boot explains
 * a value that it cannot convert.
 */
class InvalidPropertiesFailureAnalyzer extends AbstractFailureAnalyzer<InvalidPropertiesException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidPropertiesException cause) {
		String description = cause.invalid()
			.stream()
			.map(InvalidPropertiesFailureAnalyzer::describe)
			.collect(Collectors.joining(String.format("%n%n"),
					String.format("Properties under 'httppool' cannot be used:%n%n"), ""));
		return new FailureAnalysis(description, "Update your application's configuration", cause);
	}

	private static String describe(InvalidProperty invalid) {
		WrittenProperty property = invalid.property();
		String origin = (property.origin() != null) ? String.format("    Origin: %s%n", property.origin()) : "";
		return String.format("    Property: %s%n    Value: \"%s\"%n%s    Reason: %s", property.name(), property.value(),
				origin, invalid.reason());
	}

}
