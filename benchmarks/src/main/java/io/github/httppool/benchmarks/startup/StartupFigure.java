package io.github.httppool.benchmarks.startup;

/**
 * What is measured of a start; times are in milliseconds.
 */
enum StartupFigure {

	/** From the start of the JVM to the end of {@code SpringApplication.run}. */
	READY("JVM start to ready, ms"),

	/** CPU time of the process until then, its compiler and collector included. */
	READY_CPU("CPU until then, ms"),

	/** Classes loaded until then. */
	CLASSES("classes"),

	/** The refresh of the application context, all singletons and the server included. */
	REFRESH("context refresh, ms"),

	/** Of the refresh: reading configuration classes and evaluating their conditions. */
	PARSE("of it, configuration classes, ms"),

	/** Of the refresh: making the starter's beans, without what they depend on. */
	OWN_BEANS("of it, the starter's beans, ms"),

	/** To build a client and get the first answer, on a server that is as cold. */
	FIRST_CALL("first call, ms"),

	/** 1 if other processes were busy. */
	DISTURBED("disturbed");

	private final String title;

	StartupFigure(String title) {
		this.title = title;
	}

	String title() {
		return this.title;
	}

}
