package io.github.httppool.netty;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How much the wire log of a pool writes in a second.
 */
class WireTapTests {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private final Logger logger = (Logger) LoggerFactory.getLogger(WireLog.LOGGER);

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	private final WireTap tap = new WireTap("default", null, Instant.MAX, 60 * SECOND);

	@BeforeEach
	void listen() {
		this.log.start();
		this.logger.addAppender(this.log);
	}

	@AfterEach
	void stopListening() {
		this.logger.detachAppender(this.log);
	}

	@Test
	void whatIsLeftOutIsToldBeforeTheNextLine() {
		fill(0);
		assertThat(this.tap.hasRoomFor(1, SECOND - 1)).isFalse();
		assertThat(this.tap.hasRoomFor(1, SECOND - 1)).isFalse();
		assertThat(this.tap.hasRoomFor(1, SECOND)).isTrue();
		this.tap.write("#1", "next");
		this.tap.end();
		assertThat(lines()).containsExactly("default ... 2 lines left out, as there were too many in a second",
				"default #1 next");
	}

	@Test
	void whatIsLeftOutLastIsToldAtTheEnd() {
		fill(0);
		assertThat(this.tap.hasRoomFor(1, 1)).isFalse();
		this.tap.end();
		assertThat(lines()).containsExactly("default ... 1 line left out, as there were too many in a second");
	}

	private void fill(long now) {
		assertThat(this.tap.hasRoomFor(200_000, now)).isTrue();
	}

	private List<String> lines() {
		return this.log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
	}

}
