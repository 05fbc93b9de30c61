package io.github.httppool.autoconfigure.properties;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The name of a client as it was written in a property. In Spring Boot's own names,
 * blanks and other characters that a property name cannot contain are missing.
 *
 * @param text the name
 * @param inBrackets whether it was written in brackets
 * @param property the property as Spring Boot knows it, {@code httppool.clients.*}
 * @param source where it was written
 */
record WrittenClientName(String text, boolean inBrackets, ConfigurationProperty property,
		ConfigurationPropertySource source) {

	private static final Pattern PARTS = Pattern
		.compile("([^.\\[]+)\\.([^.\\[]+)(?:\\.([^.\\[]+)|\\[([^]]*)])(?:[.\\[].*)?");

	/**
	 * Returns the names in a source, once for each property.
	 */
	static List<WrittenClientName> in(ConfigurationPropertySource source) {
		return isVariables(source) ? variables(source) : texts(source);
	}

	static boolean isVariables(ConfigurationPropertySource source) {
		return source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
	}

	/** The name of a variable shows only the letters of the client's name. */
	private static List<WrittenClientName> variables(ConfigurationPropertySource source) {
		return names(source)
			.flatMap((name) -> Stream.ofNullable(source.getConfigurationProperty(name))
				.filter((property) -> !ServiceLinks.isLink(source, property))
				.map((property) -> new WrittenClientName(element(name), isIndexed(name), property, source)))
			.toList();
	}

	private static Stream<ConfigurationPropertyName> names(ConfigurationPropertySource source) {
		return (source instanceof IterableConfigurationPropertySource iterable)
				? iterable.stream().filter(ClientNames.CLIENTS::isAncestorOf) : Stream.empty();
	}

	private static String element(ConfigurationPropertyName name) {
		return name.getElement(ClientNames.CLIENTS.getNumberOfElements(), Form.ORIGINAL);
	}

	private static boolean isIndexed(ConfigurationPropertyName name) {
		return name.chop(ClientNames.CLIENTS.getNumberOfElements() + 1).isLastElementIndexed();
	}

	private static List<WrittenClientName> texts(ConfigurationPropertySource source) {
		return (source.getUnderlyingSource() instanceof EnumerablePropertySource<?> texts)
				? Stream.of(texts.getPropertyNames()).flatMap((text) -> text(text, source)).toList()
				: variables(source);
	}

	private static Stream<WrittenClientName> text(String text, ConfigurationPropertySource source) {
		Matcher parts = PARTS.matcher(text);
		if (!parts.matches() || !isClients(parts)) {
			return Stream.empty();
		}
		boolean inBrackets = parts.group(4) != null;
		return Stream.ofNullable(source.getConfigurationProperty(ConfigurationPropertyName.adapt(text, '.')))
			.map((property) -> new WrittenClientName(parts.group(inBrackets ? 4 : 3), inBrackets, property, source));
	}

	private static boolean isClients(Matcher parts) {
		return ClientNames.uniform(parts.group(1) + "." + parts.group(2)).equals(ClientNames.CLIENTS.toString());
	}

	/**
	 * Returns the prefix of the names of the client's properties, as written.
	 */
	String prefix() {
		return ClientNames.CLIENTS + (this.inBrackets ? "[" + this.text + "]" : "." + this.text);
	}

	/**
	 * Returns whether this is a list item, or cannot be distinguished from one.
	 */
	boolean isListItem() {
		return this.inBrackets && !this.text.isEmpty() && this.text.chars().allMatch(Character::isDigit);
	}

	/**
	 * Returns the client as if it were a property.
	 */
	WrittenProperty client() {
		return new WrittenProperty(prefix(), this.text, this.property.getOrigin(), true);
	}

	/**
	 * Returns a similar name that is allowed, or else an empty text.
	 */
	String similar() {
		String similar = this.text.strip().replaceAll("[\\s./:]+", "-");
		return ClientNames.allowed(similar) ? similar : "";
	}

	/**
	 * Returns the elements of the property below the name, in lower case.
	 */
	List<String> below() {
		ConfigurationPropertyName name = this.property.getName();
		return Stream.iterate(ClientNames.CLIENTS.getNumberOfElements() + 1, (index) -> index + 1)
			.limit(Math.max(0, name.getNumberOfElements() - ClientNames.CLIENTS.getNumberOfElements() - 1))
			.map((index) -> name.getElement(index, Form.DASHED).toLowerCase(Locale.ROOT))
			.toList();
	}

}
