package io.github.httppool.boot;

import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A client on a pool cannot use one of Spring Boot's settings for HTTP clients.
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
	 * @param value its value as written in a configuration file
	 * @param reason why it cannot be used
	 * @param properties full names of the properties that the value may have been written
	 * as, highest precedence first; none if it was set in code
	 * @param cause the failure, if there was one
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
	 * Returns a copy for a client that has its own property for the setting.
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
	 * @return the value as written in a configuration file
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
	 * @return their full names, highest precedence first; none if it was set in code
	 */
	public List<String> properties() {
		return this.properties;
	}

}
