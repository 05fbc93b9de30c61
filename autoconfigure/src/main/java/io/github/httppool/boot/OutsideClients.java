package io.github.httppool.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import io.github.httppool.client.PoolQuestion;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.util.ClassUtils;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Finds the beans of the application that call without a pool. Each is asked once, when
 * it is created, and nothing is sent. Clients that are no beans cannot be found, nor can
 * implementations of the client interfaces other than Spring's own.
 */
public final class OutsideClients implements BeanPostProcessor {

	private static final Log logger = LogFactory.getLog(OutsideClients.class);

	private static final String WEB_CLIENT = "org.springframework.web.reactive.function.client.WebClient";

	private final OutsidePool outsidePool;

	private final List<Kind<?>> kinds;

	private final Set<String> asked = ConcurrentHashMap.newKeySet();

	/**
	 * Creates a search.
	 * @param outsidePool is told what is found
	 */
	public OutsideClients(OutsidePool outsidePool) {
		this.outsidePool = outsidePool;
		this.kinds = kinds();
	}

	private static List<Kind<?>> kinds() {
		List<Kind<?>> kinds = new ArrayList<>(BlockingKinds.ALL);
		if (ClassUtils.isPresent(WEB_CLIENT, OutsideClients.class.getClassLoader())) {
			kinds.addAll(ReactiveKinds.ALL);
		}
		return kinds;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		for (Kind<?> kind : this.kinds) {
			if (kind.includes(bean) && this.asked.add(beanName)) {
				ask(kind, bean, beanName);
			}
		}
		return bean;
	}

	private void ask(Kind<?> kind, Object bean, String beanName) {
		try {
			if (kind.isOutside(bean)) {
				this.outsidePool.add("bean '%s' (%s) does not use the pool".formatted(beanName, kind.name()));
			}
		}
		catch (RuntimeException ex) {
			// Its own code failed, at a moment when nobody called it.
			logger.debug("Cannot tell whether bean '%s' uses the pool".formatted(beanName), ex);
		}
	}

	/**
	 * A kind of client.
	 *
	 * @param <T> its type
	 * @param name how it is called
	 * @param type its type
	 * @param outside tells whether one does not use the pool
	 */
	private record Kind<T>(String name, Class<T> type, Predicate<T> outside) {

		/**
		 * An interface of a client may be implemented by anyone, a mock for example.
		 */
		boolean includes(Object bean) {
			return this.type.isInstance(bean)
					&& (!this.type.isInterface() || bean.getClass().getPackage() == this.type.getPackage());
		}

		boolean isOutside(Object bean) {
			return this.outside.test(this.type.cast(bean));
		}

	}

	private static final class BlockingKinds {

		static final List<Kind<?>> ALL = List.of(
				new Kind<>("RestTemplate", RestTemplate.class,
						(template) -> PoolQuestion.isOutside(RestClient.builder(template))),
				new Kind<>("RestClient", RestClient.class, (client) -> PoolQuestion.isOutside(client.mutate())),
				new Kind<>("RestClient.Builder", RestClient.Builder.class,
						(builder) -> PoolQuestion.isOutside(builder.clone())));

	}

	private static final class ReactiveKinds {

		static final List<Kind<?>> ALL = List.of(
				new Kind<>("WebClient", WebClient.class, (client) -> ReactivePoolQuestion.isOutside(client.mutate())),
				new Kind<>("WebClient.Builder", WebClient.Builder.class,
						(builder) -> ReactivePoolQuestion.isOutside(builder.clone())),
				new Kind<>("ClientHttpConnector", ClientHttpConnector.class, ReactivePoolQuestion::isOutside));

	}

}
