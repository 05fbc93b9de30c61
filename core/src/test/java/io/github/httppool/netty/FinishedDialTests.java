package io.github.httppool.netty;

import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.management.JMException;
import javax.management.ObjectName;

import io.github.httppool.RawServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What is left of a dial once its connection is ready, of which there may be thousands.
 */
class FinishedDialTests {

	private static final int CONNECTIONS = 10;

	@RegisterExtension
	final TestPool pool = new TestPool();

	@RegisterExtension
	final RawServer server = new RawServer();

	@Test
	void whenConnectionsAreIdleThenTheirDialsAreCollected() throws JMException {
		CountDownLatch answer = new CountDownLatch(1);
		this.server.serving((client) -> {
			while (client.readHead() != null) {
				RawServer.awaitLatch(answer);
				client.write(RawServer.ok("ok"));
			}
		});
		// Of other tests in this JVM.
		int dialsBefore = instances(Dial.class);
		Flux.range(0, CONNECTIONS).flatMap((i) -> this.pool.get(this.server.uri("/").toString())).subscribe();
		await().until(() -> this.pool.snapshot().active() == CONNECTIONS);
		answer.countDown();
		await().until(() -> this.pool.snapshot().idle() == CONNECTIONS);
		assertThat(instances(PooledConnection.class)).isGreaterThanOrEqualTo(CONNECTIONS);
		assertThat(instances(Dial.class) - dialsBefore).isLessThan(CONNECTIONS / 2);
	}

	/**
	 * Counts the live objects of a class, after a collection.
	 */
	private static int instances(Class<?> type) throws JMException {
		Object histogram = ManagementFactory.getPlatformMBeanServer()
			.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram",
					new Object[] { new String[0] }, new String[] { String[].class.getName() });
		Matcher row = Pattern.compile("(\\d+) +\\d+ +" + Pattern.quote(type.getName()) + "( |$)", Pattern.MULTILINE)
			.matcher((String) histogram);
		return row.find() ? Integer.parseInt(row.group(1)) : 0;
	}

}
