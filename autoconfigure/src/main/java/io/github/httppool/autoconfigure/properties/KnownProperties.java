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
 * One level of the known properties, such as those under {@code httppool.pool}.
 *
 * @param type class that the level is bound to
 */
record KnownProperties(ResolvableType type) {

	static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("httppool");

	/** The properties under {@code httppool}. */
	static final KnownProperties ALL = new KnownProperties(ResolvableType.forClass(HttpPoolProperties.class));

	/** The properties under the name of a client. */
	static final KnownProperties CLIENT = new KnownProperties(ResolvableType.forClass(HttpPoolProperties.Client.class));

	private static final int MOST_MISTAKES = 3;

	private static final Pattern SEPARATOR = Pattern.compile("[-_](.)");

	/**
	 * Returns the level below a name.
	 * @param name part of a property's name, in any spelling
	 * @return the known properties below it, {@code null} if there is no such property
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
	 * Returns what an unknown name may have been meant to be: the same name one level
	 * below, in case a level was left out, or else the most similar names.
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

	/** By field, because not every property has a setter. */
	private List<String> matches(String name, int mistakes) {
		return Arrays.stream(PropertyMatches.forField(name, owner(), mistakes).getPossibleMatches())
			.map(DataObjectPropertyName::toDashedForm)
			.toList();
	}

	private Stream<PropertyDescriptor> named(String name) {
		return properties().filter((property) -> property.getName().equalsIgnoreCase(camelCase(name)));
	}

	/** A {@code Duration} has getters, but is a value, not a level. */
	private Stream<PropertyDescriptor> properties() {
		return Arrays.stream(BeanUtils.getPropertyDescriptors(owner()))
			.filter((property) -> !property.getName().equals("class"));
	}

	private Class<?> owner() {
		return isBean() ? this.type.resolve(Object.class) : Object.class;
	}

	/**
	 * Returns whether this has properties below it instead of a value.
	 */
	boolean isLevel() {
		return isBean() || isMap();
	}

	/**
	 * Returns whether the library defines the names below this level.
	 */
	boolean isBean() {
		String levels = HttpPoolProperties.class.getPackageName();
		return this.type.resolve(Object.class).getPackageName().equals(levels);
	}

	/**
	 * Returns the first property that is a value, not a level.
	 */
	String example() {
		return properties().filter((property) -> !below(property).isLevel())
			.map((property) -> DataObjectPropertyName.toDashedForm(property.getName()))
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Returns the values below this level, except those below names that the application
	 * chooses.
	 * @param level object that this level is bound to
	 * @return values by their names relative to this level, in canonical form
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
	 * Returns the times that can be set below this level, except those below names that
	 * the application chooses.
	 * @return names relative to this level, in canonical form
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
	 * Returns whether the application chooses the names below this level.
	 */
	boolean isMap() {
		return Map.class.isAssignableFrom(this.type.resolve(Object.class));
	}

	private static String camelCase(String name) {
		return SEPARATOR.matcher(name).replaceAll((found) -> found.group(1).toUpperCase(Locale.ROOT));
	}

}
