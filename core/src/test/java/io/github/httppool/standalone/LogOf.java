package io.github.httppool.standalone;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * The lines of one logger and those below it, and their level for one test.
 */
final class LogOf extends AppenderBase<ILoggingEvent> implements BeforeEachCallback, AfterEachCallback {

	private final Logger logger;

	private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

	private volatile RuntimeException failure;

	LogOf(String name) {
		this.logger = (Logger) LoggerFactory.getLogger(name);
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		start();
		this.logger.addAppender(this);
	}

	@Override
	public void afterEach(ExtensionContext context) {
		this.logger.detachAppender(this);
		level(null);
	}

	/**
	 * Logback keeps what is thrown below this to itself; other libraries do not.
	 */
	@Override
	public void doAppend(ILoggingEvent event) {
		append(event);
		if (this.failure != null) {
			throw this.failure;
		}
	}

	@Override
	protected void append(ILoggingEvent event) {
		this.events.add(event);
	}

	/**
	 * From now on, writing a line finds the log broken.
	 */
	void failsWith(RuntimeException thrown) {
		this.failure = thrown;
	}

	void level(Level level) {
		this.logger.setLevel(level);
	}

	List<String> lines() {
		return this.events.stream().map(ILoggingEvent::getFormattedMessage).toList();
	}

	List<Level> levels() {
		return this.events.stream().map(ILoggingEvent::getLevel).distinct().toList();
	}

}
