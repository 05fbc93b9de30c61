package io.github.httppool.boot;

/**
 * What has become of a customizer for Spring Boot's builder of request factories.
 */
public enum Customization {

	/** It has effect. */
	APPLIED,

	/** It is for the builder of another client library. */
	OTHER_LIBRARY,

	/**
	 * It has effect, but for clients or event loops and connections of its own, in whose
	 * place are the pool's.
	 */
	WITHOUT_ITS_CLIENTS,

	/** It makes a client that is not derived from the one it is given. */
	NOT_ON_POOL,

	/** Its client is not found, as this version of Spring keeps it elsewhere. */
	CLIENT_NOT_FOUND

}
