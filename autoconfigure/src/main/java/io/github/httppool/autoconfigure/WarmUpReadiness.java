package io.github.httppool.autoconfigure;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.httppool.HostSnapshot;
import io.github.httppool.netty.KeptConnections;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.Ordered;

/**
 * Has the application wait for connections that are to be ready before it is. Spring Boot
 * reports an application as ready once all runners have ended; its web server answers
 * meanwhile, also the probes.
 */
final class WarmUpReadiness implements ApplicationRunner, Ordered {

	private static final Log logger = LogFactory.getLog(WarmUpReadiness.class);

	private final HttpPoolWarmUp warmUp;

	WarmUpReadiness(HttpPoolWarmUp warmUp) {
		this.warmUp = warmUp;
	}

	/**
	 * They are opened side by side, so each is waited for with its own limit.
	 */
	@Override
	public void run(ApplicationArguments arguments) throws InterruptedException {
		long began = System.nanoTime();
		for (KeptConnections awaited : this.warmUp.awaited()) {
			await(awaited, awaited.longestAttempt().minusNanos(System.nanoTime() - began));
		}
	}

	private static void await(KeptConnections awaited, Duration left) throws InterruptedException {
		try {
			awaited.whenReady().toCompletableFuture().get(Math.max(0, left.toNanos()), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			logger.warn(
					"The application becomes ready with %s connections of pool '%s' to %s, as the others are not open within %d ms (pool.warm-up: readiness): %s"
						.formatted(openOfAll(awaited), awaited.pool().name(), awaited.server(),
								awaited.longestAttempt().toMillis(), reason(awaited)));
		}
		catch (ExecutionException ex) {
			logger.debug("Logged when it has failed", ex);
		}
	}

	private static String openOfAll(KeptConnections awaited) {
		int open = 0;
		int wanted = 0;
		for (HostSnapshot host : awaited.pool().snapshot().hosts()) {
			if (host.minIdle() != null) {
				open += host.active() + host.idle();
				wanted += host.minIdle();
			}
		}
		return "%d of %d".formatted(open,
				(wanted > 0) ? wanted : awaited.pool().settings().pool().minIdleConnections());
	}

	private static String reason(KeptConnections awaited) {
		String failure = awaited.lastFailure();
		return (failure != null) ? failure : "no attempt has failed, but the limits leave no room or it takes longer";
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

}
