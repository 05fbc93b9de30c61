package io.github.httppool.boot;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Finds the client beans of the application that do not use a pool, and reports why and
 * what to change. Each bean is inspected once, when it is created; none of its code runs
 * and nothing is sent. Clients that are not beans cannot be found, nor can
 * implementations of the client interfaces other than Spring's own.
 */
public final class UnpooledClientDetector implements BeanPostProcessor {

	private static final Log logger = LogFactory.getLog(UnpooledClientDetector.class);

	private static final String INNER_BEAN = "(inner bean)";

	/** The name that Spring Cloud Gateway gives its client. */
	private static final String GATEWAY = "gatewayHttpClientFactory";

	private final UnpooledReport outsidePool;

	private final List<ClientBeanKind<?>> kinds;

	private final BooleanSupplier blockingIsPooled;

	private final BooleanSupplier reactiveIsPooled;

	private final Set<String> seen = ConcurrentHashMap.newKeySet();

	/**
	 * Creates a detector.
	 * @param outsidePool receives the findings
	 * @param classLoader shows which kinds of clients are present
	 * @param blockingIsPooled whether Spring Boot's builders of blocking clients are on
	 * the shared pool
	 * @param reactiveIsPooled whether its builders of reactive clients are
	 */
	public UnpooledClientDetector(UnpooledReport outsidePool, @Nullable ClassLoader classLoader,
			BooleanSupplier blockingIsPooled, BooleanSupplier reactiveIsPooled) {
		this.outsidePool = outsidePool;
		this.kinds = ClientBeanKind.known(classLoader);
		this.blockingIsPooled = blockingIsPooled;
		this.reactiveIsPooled = reactiveIsPooled;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		for (ClientBeanKind<?> kind : this.kinds) {
			if (kind.includes(bean) && !beanName.startsWith(INNER_BEAN) && this.seen.add(beanName)) {
				lookAt(kind, bean, beanName);
			}
		}
		return bean;
	}

	private void lookAt(ClientBeanKind<?> kind, Object bean, String beanName) {
		try {
			Transport transport = kind.transport(bean);
			if (transport == null || !(transport.isOnPool() || transport.isTestDouble())) {
				this.outsidePool.add("bean '%s' (%s) does not use the pool: %s: %s".formatted(beanName, kind.name(),
						reason(kind, transport), advice(kind, beanName)));
			}
		}
		catch (RuntimeException ex) {
			// Another version of Spring may keep it elsewhere.
			logger.debug("Cannot tell whether bean '%s' uses the pool".formatted(beanName), ex);
		}
	}

	private static String reason(ClientBeanKind<?> kind, @Nullable Transport transport) {
		return (transport != null) ? "it %s (%s)".formatted(kind.reason(), transport)
				: "it was made by " + kind.plain();
	}

	private String advice(ClientBeanKind<?> kind, String beanName) {
		if (beanName.equals(GATEWAY)) {
			return "the routes of Spring Cloud Gateway have connections, limits and time-outs of their own, set below "
					+ "spring.cloud.gateway.server.webflux.httpclient, and are in no figure of httppool";
		}
		boolean sharedIsPooled = (kind.reactive() ? this.reactiveIsPooled : this.blockingIsPooled).getAsBoolean();
		String byName = "HttpPoolClients." + (kind.reactive() ? "webClientBuilder" : "restClientBuilder") + "(name)";
		return sharedIsPooled ? "use " + kind.advice() + " or " + byName
				: "Spring Boot's builders are not on the pool, but " + byName + " is";
	}

}
