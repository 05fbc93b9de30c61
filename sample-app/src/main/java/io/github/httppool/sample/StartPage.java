package io.github.httppool.sample;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Logs where to look once the demo is ready, as the last line of the startup log.
 */
@Component
class StartPage {

	private static final Log logger = LogFactory.getLog(StartPage.class);

	@EventListener
	void ready(ApplicationReadyEvent event) {
		String port = event.getApplicationContext().getEnvironment().getProperty("local.server.port");
		if (port != null) {
			logger.info("The demo is ready: open http://localhost:%s/".formatted(port));
		}
	}

}
