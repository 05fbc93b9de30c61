package io.github.httppool.stress;

import java.io.IOException;
import java.util.List;
import java.util.TreeSet;

import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.collectors.DiskWriteCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.ForkedTestConfig;
import org.openjdk.jcstress.infra.runners.Runner;
import org.openjdk.jcstress.infra.runners.TestConfig;
import org.openjdk.jcstress.infra.runners.TestList;
import org.openjdk.jcstress.os.AffinityMode;
import org.openjdk.jcstress.os.NodeType;
import org.openjdk.jcstress.os.SchedulingClass;
import org.openjdk.jcstress.vm.CompileMode;

/**
 * Runs every race for a moment, one after the other in this process. jcstress itself
 * starts some twenty processes to find out what the JVM can do and at least one for each
 * race, which takes minutes. What it adds to that, forcing compilers and processors, is
 * for a long run. Arguments: the file for the results, then options of jcstress.
 */
public final class ShortRun {

	private ShortRun() {
	}

	/**
	 * Runs the races.
	 * @param args the file for the results, then options of jcstress
	 * @throws Exception if a race cannot be run at all
	 */
	public static void main(String[] args) throws Exception {
		DiskWriteCollector results = new DiskWriteCollector(args[0]);
		Options options = options(List.of(args).subList(1, args.length));
		for (String race : new TreeSet<>(TestList.tests())) {
			TestResult result = run(TestList.getInfo(race), options);
			results.add(result);
			if (result.status() != Status.NORMAL) {
				// One thread may still be running and would disturb the races to come.
				break;
			}
		}
		results.close();
		System.exit(0);
	}

	private static Options options(List<String> args) throws IOException {
		Options options = new Options(args.toArray(String[]::new));
		if (!options.parse()) {
			throw new IllegalArgumentException("not options of jcstress: " + args);
		}
		return options;
	}

	private static TestResult run(TestInfo race, Options options) throws ReflectiveOperationException {
		SchedulingClass anywhere = new SchedulingClass(AffinityMode.NONE, race.threads(), NodeType.PACKAGE);
		TestConfig config = new TestConfig(options, race, 0, List.of(), CompileMode.UNIFIED, anywhere);
		Runner<?> runner = (Runner<?>) Class.forName(race.generatedRunner())
			.getConstructor(ForkedTestConfig.class)
			.newInstance(new ForkedTestConfig(config));
		TestResult result = runner.run();
		result.setConfig(config);
		return result;
	}

}
