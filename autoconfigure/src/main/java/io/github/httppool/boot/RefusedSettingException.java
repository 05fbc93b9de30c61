package io.github.httppool.boot;

import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * One of Spring Boot's settings for HTTP clients cannot be used by a client on a pool.
 */
public final class RefusedSettingException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	private final String setting;

	private final String value;

	private final String reason;

	private final transient List<String> properties;

	/**
	 * Creates the exception.
	 * @param setting name of the setting, such as {@code cookie-handling}
	 * @param value its value as a person writes it
	 * @param reason why it cannot be used
	 * @param properties full names of the properties that the value may have been written
	 * as, the strongest first; none if it was set in code
	 * @param cause what failed, if anything did
	 */
	RefusedSettingException(String setting, String value, String reason, List<String> properties,
			@Nullable Throwable cause) {
		super("%s is %s, which clients on the pool cannot use: %s"
			.formatted(properties.isEmpty() ? setting : String.join(" or ", properties), value, reason), cause);
		this.setting = setting;
		this.value = value;
		this.reason = reason;
		this.properties = List.copyOf(properties);
	}

	/**
	 * Returns the same for a client that has a property of its own for the setting.
	 * @param property full name of the property
	 * @return a new exception
	 */
	RefusedSettingException writtenAs(String property) {
		return new RefusedSettingException(this.setting, this.value, this.reason,
				Stream.concat(Stream.of(property), this.properties.stream()).toList(), this);
	}

	/**
	 * Returns the name of the setting.
	 * @return the name, such as {@code cookie-handling}
	 */
	public String setting() {
		return this.setting;
	}

	/**
	 * Returns the value of the setting.
	 * @return the value as a person writes it
	 */
	public String value() {
		return this.value;
	}

	/**
	 * Returns why the setting cannot be used.
	 * @return the reason
	 */
	public String reason() {
		return this.reason;
	}

	/**
	 * Returns the properties that the value may have been written as.
	 * @return their full names, the strongest first; none if it was set in code
	 */
	public List<String> properties() {
		return this.properties;
	}

}
