package io.github.httppool.autoconfigure;

import io.github.httppool.ProcessFigures;
import io.github.httppool.netty.ReactorHttpPools;
import io.github.httppool.sockets.CloseWaitReaper;
import io.github.httppool.sockets.PoolSockets;

import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the figures that the operating system and Netty provide about the
 * process, and of the sweep that uses them.
 */
@AutoConfiguration(after = HttpPoolAutoConfiguration.class)
@ConditionalOnBean(ReactorHttpPools.class)
public final class HttpPoolProcessAutoConfiguration {

	@Bean
	PoolSockets httpPoolSockets(ReactorHttpPools pools) {
		return PoolSockets.onLinux(pools::addresses);
	}

	@Bean
	@ConditionalOnMissingBean(ProcessFigures.class)
	LocalProcess httpPoolProcessFigures(PoolSockets sockets, ReactorHttpPools pools) {
		return new LocalProcess(sockets, pools);
	}

	@Bean
	CloseWaitReaper httpPoolCloseWaitSweep(PoolSockets sockets, ReactorHttpPools pools) {
		CloseWaitReaper sweep = new CloseWaitReaper(sockets, pools::totals, pools::closedByServer);
		pools.everySweep(() -> sweep.sweep(System.nanoTime()));
		return sweep;
	}

	/**
	 * With lazy initialization, no bean would cause the sweep to be created.
	 */
	@Bean
	static LazyInitializationExcludeFilter httpPoolSweepLazyInitializationExcludeFilter() {
		return LazyInitializationExcludeFilter.forBeanTypes(CloseWaitReaper.class);
	}

}
