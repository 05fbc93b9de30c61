package io.github.httppool.autoconfigure;

import io.github.httppool.HttpPools;
import io.github.httppool.ProcessFigures;
import io.github.httppool.autoconfigure.properties.HttpPoolProperties;
import io.github.httppool.metrics.HttpPoolMeterBinder;
import io.github.httppool.metrics.HttpPoolMeterRecorder;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the pools' meters. The recorder depends only on properties,
 * because the pools are created with it; the binder is created after the pools and the
 * registry.
 */
@AutoConfiguration(after = { MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class },
		afterName = "io.github.httppool.autoconfigure.HttpPoolAutoConfiguration")
@ConditionalOnClass({ MeterRegistry.class, MetricsAutoConfiguration.class })
@ConditionalOnBean({ HttpPools.class, MeterRegistry.class })
public final class HttpPoolMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	HttpPoolMeterRecorder httpPoolMeterRecorder(ObjectProvider<HttpPoolProperties> properties) {
		HttpPoolProperties.Metrics metrics = properties.getIfAvailable(HttpPoolProperties::new).getMetrics();
		return new HttpPoolMeterRecorder(metrics.getMaxHosts(), metrics.getNaming());
	}

	@Bean
	@ConditionalOnMissingBean
	HttpPoolMeterBinder httpPoolMeterBinder(HttpPools pools, HttpPoolMeterRecorder recorder,
			ObjectProvider<ProcessFigures> process) {
		return new HttpPoolMeterBinder(pools, recorder, process.getIfAvailable(() -> ProcessFigures.UNKNOWN));
	}

}
