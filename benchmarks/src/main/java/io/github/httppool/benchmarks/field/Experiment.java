package io.github.httppool.benchmarks.field;

/**
 * A {@link Problem} that is brought about on both sides, one after the other, each in a
 * JVM of its own with a server of its own.
 */
interface Experiment extends Problem {

	/**
	 * Brings the problem about, in the JVM of one side.
	 */
	void run(Stage stage) throws Exception;

	/**
	 * Says what was found.
	 */
	Finding judge(Recording before, Recording after);

	@Override
	default Finding find(Investigation investigation) throws Exception {
		return judge(investigation.record(this, Side.BEFORE), investigation.record(this, Side.AFTER));
	}

}
