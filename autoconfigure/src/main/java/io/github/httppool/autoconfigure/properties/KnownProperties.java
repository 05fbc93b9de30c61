package io.github.httppool.autoconfigure.properties;

import java.beans.PropertyDescriptor;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.beans.BeanWrapperImpl;
import org.springframework.beans.PropertyMatches;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.ResolvableType;

/**
 * One level of the properties that are known, such as those under {@code httppool.pool}.
 *
 * @param type class that the level is bound to
 */
record KnownProperties(ResolvableType type) {

	static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("httppool");

	/** All properties, {@code httppool} being the level. */
	static final KnownProperties ALL = new KnownProperties(ResolvableType.forClass(HttpPoolProperties.class));

	/** The properties of a client, its name being the level. */
	static final KnownProperties CLIENT = new KnownProperties(ResolvableType.forClass(HttpPoolProperties.Client.class));

	private static final int MOST_MISTAKES = 3;

	private static final Pattern SEPARATOR = Pattern.compile("[-_](.)");

	/**
	 * Goes one level down.
	 * @param name part of a property's name, in any spelling
	 * @return what is known below, {@code null} if there is no such property
	 */
	@Nullable KnownProperties below(String name) {
		if (isMap()) {
			return new KnownProperties(this.type.asMap().getGeneric(1));
		}
		return named(name).map(KnownProperties::below).findFirst().orElse(null);
	}

	private static KnownProperties below(PropertyDescriptor property) {
		return new KnownProperties(ResolvableType.forMethodReturnType(property.getReadMethod()));
	}

	/**
	 * Returns what may have been meant by a name that is not known here: the same name
	 * one level below, for a level left out, or else those that look most like it.
	 * @param name part of a property's name, in any spelling
	 * @return names in their canonical form
	 */
	List<String> similarTo(String name) {
		List<String> below = properties().flatMap((level) -> below(level).named(name).map((same) -> path(level, same)))
			.toList();
		return !below.isEmpty() ? below : nearest(camelCase(name));
	}

	private static String path(PropertyDescriptor level, PropertyDescriptor property) {
		return DataObjectPropertyName.toDashedForm(level.getName()) + "."
				+ DataObjectPropertyName.toDashedForm(property.getName());
	}

	private List<String> nearest(String name) {
		return IntStream.rangeClosed(1, Math.min(name.length() / 2, MOST_MISTAKES))
			.mapToObj((mistakes) -> matches(name, mistakes))
			.filter((matches) -> !matches.isEmpty())
			.findFirst()
			.orElse(List.of());
	}

	/** By field, as not every property has a setter. */
	private List<String> matches(String name, int mistakes) {
		return Arrays.stream(PropertyMatches.forField(name, owner(), mistakes).getPossibleMatches())
			.map(DataObjectPropertyName::toDashedForm)
			.toList();
	}

	private Stream<PropertyDescriptor> named(String name) {
		return properties().filter((property) -> property.getName().equalsIgnoreCase(camelCase(name)));
	}

	/** A time, though it has getters, is a value and no level. */
	private Stream<PropertyDescriptor> properties() {
		return Arrays.stream(BeanUtils.getPropertyDescriptors(owner()))
			.filter((property) -> !property.getName().equals("class"));
	}

	private Class<?> owner() {
		return isBean() ? this.type.resolve(Object.class) : Object.class;
	}

	/**
	 * Returns whether there are properties below, rather than a value.
	 */
	boolean isLevel() {
		return isBean() || isMap();
	}

	/**
	 * Returns whether what is below goes by names of ours.
	 */
	boolean isBean() {
		String levels = HttpPoolProperties.class.getPackageName();
		return this.type.resolve(Object.class).getPackageName().equals(levels);
	}

	/**
	 * Returns the first property that is a value.
	 */
	String example() {
		return properties().filter((property) -> !below(property).isLevel())
			.map((property) -> DataObjectPropertyName.toDashedForm(property.getName()))
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Returns the values below, save those below names of the application's choice.
	 * @param level object that this level is bound to
	 * @return values by their names relative to this level, in their canonical form
	 */
	Map<String, Object> values(Object level) {
		return values("", level);
	}

	private Map<String, Object> values(String prefix, Object level) {
		BeanWrapperImpl bean = new BeanWrapperImpl(level);
		Map<String, Object> values = new LinkedHashMap<>();
		properties().forEach((property) -> {
			KnownProperties below = below(property);
			String name = prefix + DataObjectPropertyName.toDashedForm(property.getName());
			Object value = bean.getPropertyValue(property.getName());
			if (value != null && below.isBean()) {
				values.putAll(below.values(name + ".", value));
			}
			else if (value != null && !below.isMap()) {
				values.put(name, value);
			}
		});
		return values;
	}

	/**
	 * Returns the times that can be set below, save those below names of the
	 * application's choice.
	 * @return names relative to this level, in their canonical form
	 */
	Stream<String> times() {
		return properties().flatMap((property) -> below(property).timesAt(property.getName()));
	}

	private Stream<String> timesAt(String property) {
		String name = DataObjectPropertyName.toDashedForm(property);
		if (this.type.resolve() == Duration.class) {
			return Stream.of(name);
		}
		return isBean() ? times().map((below) -> name + "." + below) : Stream.empty();
	}

	/**
	 * Returns whether what is below goes by names of the application's choice.
	 */
	boolean isMap() {
		return Map.class.isAssignableFrom(this.type.resolve(Object.class));
	}

	private static String camelCase(String name) {
		return SEPARATOR.matcher(name).replaceAll((found) -> found.group(1).toUpperCase(Locale.ROOT));
	}

}
