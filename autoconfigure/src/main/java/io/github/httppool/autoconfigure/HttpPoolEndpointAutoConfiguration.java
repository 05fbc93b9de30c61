package io.github.httppool.autoconfigure;

import java.util.Map;

import io.github.httppool.FleetFigures;
import io.github.httppool.HttpPools;
import io.github.httppool.ProcessFigures;
import io.github.httppool.actuate.HttpPoolEndpoint;
import io.github.httppool.actuate.HttpPoolEndpointJmxExtension;
import io.github.httppool.actuate.HttpPoolEndpointWebExtension;
import io.github.httppool.actuate.PoolTarget;
import io.github.httppool.actuate.UnknownArgumentsAdvisor;
import io.github.httppool.autoconfigure.properties.EffectivePool;
import io.github.httppool.autoconfigure.properties.EffectiveProperties;
import io.github.httppool.boot.UnpooledReport;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * Auto-configuration of the Actuator endpoint {@code httppool}.
 */
@AutoConfiguration(afterName = "io.github.httppool.autoconfigure.HttpPoolAutoConfiguration")
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(HttpPools.class)
@ConditionalOnAvailableEndpoint(HttpPoolEndpoint.class)
@Import(HttpPoolPageConfiguration.class)
public final class HttpPoolEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	HttpPoolEndpoint httpPoolEndpoint(HttpPools pools, ObjectProvider<UnpooledReport> outsidePool,
			ObjectProvider<ProcessFigures> process, ObjectProvider<EffectiveProperties> properties,
			ObjectProvider<FleetFigures> fleet) {
		Map<String, EffectivePool> configured = properties.stream()
			.findFirst()
			.map(EffectiveProperties::pools)
			.orElse(Map.of());
		return new HttpPoolEndpoint(pools, outsidePool.getIfAvailable(UnpooledReport::new),
				process.getIfAvailable(() -> ProcessFigures.UNKNOWN), (name) -> target(configured.get(name)),
				fleet.getIfAvailable(() -> FleetFigures.NONE));
	}

	private static PoolTarget target(@Nullable EffectivePool pool) {
		return (pool != null) ? new PoolTarget(pool.baseUrl(), pool.sslBundle()) : PoolTarget.NONE;
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	HttpPoolEndpointWebExtension httpPoolEndpointWebExtension(HttpPoolEndpoint endpoint) {
		return new HttpPoolEndpointWebExtension(endpoint);
	}

	@Bean
	@ConditionalOnAvailableEndpoint(endpoint = HttpPoolEndpoint.class, exposure = EndpointExposure.WEB)
	UnknownArgumentsAdvisor httpPoolEndpointUnknownArgumentsAdvisor() {
		return new UnknownArgumentsAdvisor();
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.JMX)
	HttpPoolEndpointJmxExtension httpPoolEndpointJmxExtension(HttpPoolEndpoint endpoint) {
		return new HttpPoolEndpointJmxExtension(endpoint);
	}

}
