package io.github.httppool.autoconfigure.properties;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;

/**
 * Recognizes the environment variables that Kubernetes and Docker create for services.
 * Those of a service named {@code httppool-clients} look like clients:
 * {@code HTTPPOOL_CLIENTS_PORT} is {@code tcp://10.0.0.1:80}.
 */
final class ServiceLinks {

	private static final Pattern ADDRESS = Pattern.compile("(?:tcp|udp|sctp)://.*");

	private static final Pattern NAME = Pattern
		.compile("httppool\\.(?:.+\\.)?(?:service\\.host|service\\.port(?:\\..+)?"
				+ "|port\\.\\d+\\.(?:tcp|udp|sctp)(?:\\.(?:proto|port|addr))?)");

	private ServiceLinks() {
	}

	/**
	 * Returns whether a property is such a variable.
	 * @param source where it was written
	 * @param property the property
	 */
	static boolean isLink(ConfigurationPropertySource source, ConfigurationProperty property) {
		return WrittenClientName.isVariables(source) && (NAME.matcher(dotted(property.getName())).matches()
				|| ADDRESS.matcher(property.getValue().toString()).matches());
	}

	private static String dotted(ConfigurationPropertyName name) {
		return IntStream.range(0, name.getNumberOfElements())
			.mapToObj((index) -> name.getElement(index, Form.UNIFORM))
			.collect(Collectors.joining("."));
	}

	/**
	 * Returns whether only such variables are written for a property and those below it.
	 * @param name name of the property
	 * @param sources where properties are written
	 */
	static boolean areAll(ConfigurationPropertyName name, Iterable<ConfigurationPropertySource> sources) {
		boolean found = false;
		for (ConfigurationPropertySource source : sources) {
			if (under(name, source).anyMatch((property) -> !isLink(source, property))) {
				return false;
			}
			found |= under(name, source).findAny().isPresent();
		}
		return found;
	}

	private static Stream<ConfigurationProperty> under(ConfigurationPropertyName parent,
			ConfigurationPropertySource source) {
		return (source instanceof IterableConfigurationPropertySource iterable) ? iterable.stream()
			.filter((name) -> name.equals(parent) || parent.isAncestorOf(name))
			.flatMap((name) -> Stream.ofNullable(source.getConfigurationProperty(name))) : Stream.empty();
	}

}
