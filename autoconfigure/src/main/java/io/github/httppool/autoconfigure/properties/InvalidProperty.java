package io.github.httppool.autoconfigure.properties;

/**
 * An invalid property, and what is allowed instead.
 *
 * @param property the property
 * @param reason what is allowed, as "must be ..."
 */
public record InvalidProperty(WrittenProperty property, String reason) {

	@Override
	public String toString() {
		return this.property.name() + " is " + this.property.value() + " but " + this.reason;
	}

}
