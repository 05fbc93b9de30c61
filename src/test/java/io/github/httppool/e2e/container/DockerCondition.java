package io.github.httppool.e2e.container;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.ImageNameSubstitutor;

/**
 * Decides whether tests that need Docker run. Testcontainers' own
 * {@code disabledWithoutDocker} skips without a word, in a continuous build too.
 */
class DockerCondition implements ExecutionCondition {

	static final String REQUIRED = "DOCKER_REQUIRED";

	private static final Log logger = LogFactory.getLog(DockerCondition.class);

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		if (Boolean.parseBoolean(System.getenv(REQUIRED))) {
			return ConditionEvaluationResult.enabled(REQUIRED + " is true");
		}
		if (Missing.WHAT == null) {
			return ConditionEvaluationResult.enabled("Docker and the image are available");
		}
		String reason = "It needs Docker: " + Missing.WHAT + " (with " + REQUIRED + "=true this would be a failure)";
		logger.warn(context.getDisplayName() + " is skipped. " + reason);
		return ConditionEvaluationResult.disabled(reason);
	}

	/**
	 * Looked for once. Testcontainers' own {@code isDockerAvailable()} would start a
	 * container to find out, and try for minutes to pull its image where no registry can
	 * be reached.
	 */
	private static final class Missing {

		private static final @Nullable String WHAT = find();

		private static @Nullable String find() {
			try {
				DockerClientFactory factory = DockerClientFactory.instance();
				DockerImageName image = ImageNameSubstitutor.instance()
					.apply(DockerImageName.parse(NginxContainer.IMAGE));
				factory.checkAndPullImage(DockerClientProviderStrategy.getClientForConfig(factory.getTransportConfig()),
						image.asCanonicalNameString());
				return null;
			}
			catch (RuntimeException ex) {
				return ex.getMessage();
			}
		}

	}

}
