package io.github.httppool.autoconfigure.properties;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.origin.Origin;

/**
 * A property as it was written.
 *
 * @param name full name, such as {@code httppool.pool.max-idle-time}
 * @param value value as written, or the default
 * @param origin where it was written, {@code null} if it was not written or the place is
 * unknown
 * @param set whether it was written at all
 */
public record WrittenProperty(String name, String value, @Nullable Origin origin, boolean set) {

	WrittenProperty withValue(String value) {
		return new WrittenProperty(this.name, value, this.origin, this.set);
	}

	boolean isUnder(String prefix) {
		return this.name.startsWith(prefix + ".");
	}

	/**
	 * Returns how to mention this property in a sentence about another one.
	 */
	@Override
	public String toString() {
		return this.name + ", which is " + this.value + (this.set ? where() : " unless set");
	}

	/**
	 * Returns the origin in parentheses.
	 * @return text that can follow the value, empty if there is no origin
	 */
	public String where() {
		return where(this.origin);
	}

	static String where(@Nullable Origin origin) {
		return (origin != null) ? " (" + origin + ")" : "";
	}

}
