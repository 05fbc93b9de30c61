package io.github.httppool.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Finds out how a bound value was written, and where: a bound object does not remember,
 * the environment does.
 */
class WrittenProperties {

	private final ConfigurableEnvironment environment;

	private final Iterable<ConfigurationPropertySource> sources;

	WrittenProperties(ConfigurableEnvironment environment) {
		this.environment = environment;
		this.sources = ConfigurationPropertySources.from(environment.getPropertySources());
	}

	/**
	 * Returns the property of that name.
	 * @param name full name in its canonical form
	 * @param value the bound value, or the default
	 * @return how it was written
	 */
	WrittenProperty find(String name, Object value) {
		ConfigurationProperty property = find(ConfigurationPropertyName.of(name));
		if (property == null) {
			return new WrittenProperty(name, print(value), null, false);
		}
		// A placeholder would not tell the person which value is meant.
		String written = this.environment.resolvePlaceholders(property.getValue().toString());
		return new WrittenProperty(name, written, property.getOrigin(), true);
	}

	private @Nullable ConfigurationProperty find(ConfigurationPropertyName name) {
		return StreamSupport.stream(this.sources.spliterator(), false)
			.flatMap((source) -> Stream.ofNullable(source.getConfigurationProperty(name)))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Writes a value the way one writes it in a configuration file.
	 */
	static String print(Object value) {
		return (value instanceof Duration duration) ? print(duration) : value.toString();
	}

	private static String print(Duration duration) {
		return Stream.of(ChronoUnit.DAYS, ChronoUnit.HOURS, ChronoUnit.MINUTES, ChronoUnit.SECONDS, ChronoUnit.MILLIS)
			.filter((unit) -> !duration.isZero() && isWhole(duration, unit))
			.findFirst()
			.map((unit) -> DurationStyle.SIMPLE.print(duration, unit))
			.orElseGet(duration::toString);
	}

	private static boolean isWhole(Duration duration, ChronoUnit unit) {
		Duration one = unit.getDuration();
		return one.multipliedBy(duration.dividedBy(one)).equals(duration);
	}

}
