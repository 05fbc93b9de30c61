package io.github.httppool.autoconfigure;

/**
 * The application runs on an unsupported version of Spring Boot.
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
