package io.github.httppool.e2e.monitoring;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Decides whether tests that need Prometheus run.
 */
class PrometheusCondition implements ExecutionCondition {

	static final String REQUIRED = "PROMETHEUS_REQUIRED";

	private static final List<String> PROGRAMS = List.of("prometheus", "promtool");

	private static final Log logger = LogFactory.getLog(PrometheusCondition.class);

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		if (Boolean.parseBoolean(System.getenv(REQUIRED))) {
			return ConditionEvaluationResult.enabled(REQUIRED + " is true");
		}
		List<String> missing = missing();
		if (missing.isEmpty()) {
			return ConditionEvaluationResult.enabled("Prometheus is installed");
		}
		String reason = "It needs " + String.join(" and ", missing) + " on the PATH, as Debian's package 'prometheus' "
				+ "installs them (with " + REQUIRED + "=true this would be a failure)";
		logger.warn(context.getDisplayName() + " is skipped. " + reason);
		return ConditionEvaluationResult.disabled(reason);
	}

	/**
	 * Returns which of the programs are not installed.
	 */
	static List<String> missing() {
		return PROGRAMS.stream().filter((program) -> !isInstalled(program)).toList();
	}

	private static boolean isInstalled(String program) {
		String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
		return Arrays.stream(path.split(File.pathSeparator))
			.anyMatch((directory) -> Files.isExecutable(Path.of(directory, program)));
	}

}
