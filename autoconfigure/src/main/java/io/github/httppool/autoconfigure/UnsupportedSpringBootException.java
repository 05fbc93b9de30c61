package io.github.httppool.autoconfigure;

/**
 * The application runs on a version of Spring Boot that there is no support for.
 */
class UnsupportedSpringBootException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String version;

	UnsupportedSpringBootException(String version) {
		super("httppool needs Spring Boot " + SupportedSpringBoot.TEXT + ", found " + version);
		this.version = version;
	}

	String version() {
		return this.version;
	}

}
