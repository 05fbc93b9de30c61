package io.github.httppool.autoconfigure.properties;

import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.util.StringUtils;

/**
 * Rejects values of levels: a level, such as {@code httppool.timeouts} or a client, has
 * settings below it and no value of its own. Spring Boot would only report that it has no
 * converter.
 */
final class LevelRules {

	private final WrittenProperties written;

	private LevelRules(WrittenProperties written) {
		this.written = written;
	}

	/**
	 * Returns the levels that were written as if they were values.
	 * @param written where they were written
	 * @return one entry per level, empty if there is none
	 */
	static List<InvalidProperty> invalid(WrittenProperties written) {
		LevelRules rules = new LevelRules(written);
		return written.under(KnownProperties.ROOT)
			.flatMap((property) -> Stream.ofNullable(rules.check(property)))
			.toList();
	}

	private @Nullable InvalidProperty check(ConfigurationProperty property) {
		KnownProperties known = known(property.getName());
		if (known == null || !known.isLevel() || isListItem(property.getName())
				|| this.written.text(property).isBlank()) {
			return null;
		}
		return new InvalidProperty(this.written.masked(property),
				"must have its settings below it, such as " + example(property, known));
	}

	private static @Nullable KnownProperties known(ConfigurationPropertyName name) {
		KnownProperties known = KnownProperties.ALL;
		for (int index = 1; index < name.getNumberOfElements() && known != null; index++) {
			known = known.below(name.getElement(index, Form.ORIGINAL));
		}
		return known;
	}

	/** List items are rejected elsewhere. */
	private static boolean isListItem(ConfigurationPropertyName name) {
		return name.isNumericIndex(name.getNumberOfElements() - 1);
	}

	private String example(ConfigurationProperty property, KnownProperties known) {
		if (!known.isMap()) {
			return property.getName() + "." + known.example();
		}
		String first = StringUtils.commaDelimitedListToStringArray(this.written.text(property))[0].strip();
		return "%s.%s.%s".formatted(property.getName(), ClientNames.allowed(first) ? first : "<name>",
				KnownProperties.CLIENT.example());
	}

}
