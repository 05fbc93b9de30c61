package io.github.httppool.boot;

/**
 * The effect of a customizer of Spring Boot's request factory builder.
 */
public enum Customization {

	/** It takes effect. */
	APPLIED,

	/** It customizes the builder of another client library. */
	OTHER_LIBRARY,

	/**
	 * It takes effect, except for its own clients, event loops or connections, which the
	 * pool's replace.
	 */
	WITHOUT_ITS_CLIENTS,

	/** It creates a client that is not derived from the given one. */
	NOT_ON_POOL,

	/** Its client was not found, because this version of Spring keeps it elsewhere. */
	CLIENT_NOT_FOUND

}
