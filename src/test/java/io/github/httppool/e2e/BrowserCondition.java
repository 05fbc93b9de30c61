package io.github.httppool.e2e;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Decides whether tests that need Chromium run.
 */
class BrowserCondition implements ExecutionCondition {

	static final String REQUIRED = "BROWSER_REQUIRED";

	private static final Log logger = LogFactory.getLog(BrowserCondition.class);

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		if (Boolean.parseBoolean(System.getenv(REQUIRED)) || Browser.isInstalled()) {
			return ConditionEvaluationResult.enabled("there is a browser, or there has to be one");
		}
		String reason = "It needs %s and %s, which Debian's packages chromium and chromium-driver install (with %s=true this would be a failure)"
			.formatted(Browser.CHROMIUM, Browser.DRIVER, REQUIRED);
		logger.warn(context.getDisplayName() + " is skipped. " + reason);
		return ConditionEvaluationResult.disabled(reason);
	}

}
