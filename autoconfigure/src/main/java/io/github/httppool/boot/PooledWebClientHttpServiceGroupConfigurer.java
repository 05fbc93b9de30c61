package io.github.httppool.boot;

import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.support.WebClientHttpServiceGroupConfigurer;
import org.springframework.web.service.registry.HttpServiceGroup;

/**
 * Puts HTTP service groups of reactive clients on their pools, and applies their own
 * settings, which Spring Boot 4.1.0 ignores (spring-boot#49279).
 */
public final class PooledWebClientHttpServiceGroupConfigurer implements WebClientHttpServiceGroupConfigurer {

	private static final Log logger = LogFactory.getLog(PooledWebClientHttpServiceGroupConfigurer.class);

	/**
	 * After the customizers, which Spring Boot calls at 0: its own customizer sets the
	 * connector of the shared pool. So a connector set by a customizer of the application
	 * has no effect here; a configurer of the application runs later.
	 */
	private static final int ORDER = 100;

	private final ServiceGroups groups;

	private final ClientTransports<ClientHttpConnector> connectors;

	private final ObjectProvider<ClientHttpConnector> shared;

	private final LoadBalancers loadBalancers;

	private final SingletonSupplier<Boolean> sharedIsPooled = SingletonSupplier.of(this::isSharedPooled);

	/**
	 * Creates the configurer.
	 * @param groups how groups are configured
	 * @param connectors creates the connectors of their clients
	 * @param shared the connector of Spring Boot's reactive clients
	 * @param loadBalancers finds the load balancers
	 */
	public PooledWebClientHttpServiceGroupConfigurer(ServiceGroups groups,
			ClientTransports<ClientHttpConnector> connectors, ObjectProvider<ClientHttpConnector> shared,
			LoadBalancers loadBalancers) {
		this.groups = groups;
		this.connectors = connectors;
		this.shared = shared;
		this.loadBalancers = loadBalancers;
	}

	@Override
	public void configureGroups(Groups<WebClient.Builder> configured) {
		configured.forEachProxyFactory(this.groups::describeCalls);
		forEachParticular(configured, this::configure);
	}

	void forEachParticular(Groups<WebClient.Builder> configured, ClientCallback<WebClient.Builder> callback) {
		boolean sharedIsPooled = this.sharedIsPooled.obtain();
		configured.filter((group) -> this.groups.areParticular(group, sharedIsPooled)).forEachClient(callback);
	}

	ClientHttpConnector transport(HttpServiceGroup group) {
		return this.groups.transport(group, this.connectors);
	}

	private boolean isSharedPooled() {
		ClientHttpConnector connector = this.shared.getIfAvailable();
		try {
			return connector != null && Transport.of(connector).isOnPool();
		}
		catch (RuntimeException ex) {
			// Classes of the JDK, a proxy's for instance, do not let their fields be
			// read.
			logger.debug("Cannot tell whether the shared ClientHttpConnector uses the pool", ex);
			return false;
		}
	}

	private void configure(HttpServiceGroup group, WebClient.Builder builder) {
		List<CallGuard> guards = this.groups.guards(group);
		builder.clientConnector(GuardedConnector.guard(transport(group), guards));
		if (this.groups.hasPool(group)) {
			balance(group, builder);
		}
		UnwrappedRefusals.addTo(builder, guards);
		String baseUrl = this.groups.baseUrl(group);
		if (baseUrl != null) {
			builder.baseUrl(baseUrl);
		}
	}

	/**
	 * Spring Cloud, at 10, treats the name of every group as the name of a service unless
	 * {@code spring.http.serviceclient.<group>.base-url} is set.
	 */
	private void balance(HttpServiceGroup group, WebClient.Builder builder) {
		ExchangeFilterFunction balancer = this.groups.loadBalancer(group, this.loadBalancers,
				ExchangeFilterFunction.class, LoadBalancers.REACTIVE);
		if (balancer != null) {
			builder.filters((filters) -> this.groups.balance(group, filters, balancer));
		}
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

}
