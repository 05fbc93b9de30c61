package io.github.httppool.autoconfigure;

import io.github.httppool.HttpPools;
import io.github.httppool.ProcessFigures;
import io.github.httppool.actuate.HttpPoolEndpoint;
import io.github.httppool.actuate.HttpPoolEndpointJmxExtension;
import io.github.httppool.actuate.HttpPoolEndpointWebExtension;
import io.github.httppool.actuate.UnknownArgumentsAdvisor;
import io.github.httppool.boot.UnpooledReport;

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
			ObjectProvider<ProcessFigures> process) {
		return new HttpPoolEndpoint(pools, outsidePool.getIfAvailable(UnpooledReport::new),
				process.getIfAvailable(() -> ProcessFigures.UNKNOWN));
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
