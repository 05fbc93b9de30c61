package io.github.httppool.boot;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import io.github.httppool.client.HttpPoolClientHttpRequestFactory;
import io.github.httppool.client.PoolQuestion;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.http.client.AbstractClientHttpRequestFactoryWrapper;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.util.ClassUtils;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Finds the beans of the application that call without a pool. Each is looked at once,
 * when it is created, and nothing is sent. Clients that are no beans cannot be found, nor
 * can other implementations of the client interfaces than Spring's own. Where Jetty's
 * client is on the class path only a {@code RestTemplate} is looked at: to ask the others
 * would start that client.
 */
public final class OutsideClients implements BeanPostProcessor {

	private static final Log logger = LogFactory.getLog(OutsideClients.class);

	private static final String INNER_BEAN = "(inner bean)";

	private final OutsidePool outsidePool;

	private final List<Kind<?>> kinds = Kind.known();

	private final Set<String> seen = ConcurrentHashMap.newKeySet();

	/**
	 * Creates a search.
	 * @param outsidePool is told what is found
	 */
	public OutsideClients(OutsidePool outsidePool) {
		this.outsidePool = outsidePool;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		for (Kind<?> kind : this.kinds) {
			if (kind.includes(bean) && !beanName.startsWith(INNER_BEAN) && this.seen.add(beanName)) {
				lookAt(kind, bean, beanName);
			}
		}
		return bean;
	}

	private void lookAt(Kind<?> kind, Object bean, String beanName) {
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
	 * @param implementation name of the class that can be asked: anything else may be a
	 * mock, which would take the question for a call
	 * @param outside tells whether one does not use the pool
	 */
	private record Kind<T>(String name, Class<T> type, String implementation, Predicate<T> outside) {

		static List<Kind<?>> known() {
			ClassLoader classLoader = OutsideClients.class.getClassLoader();
			if (ClassUtils.isPresent("org.eclipse.jetty.client.HttpClient", classLoader)) {
				return List.of(Templates.KIND);
			}
			if (!ClassUtils.isPresent("org.springframework.web.reactive.function.client.WebClient", classLoader)) {
				return List.of(Templates.KIND, RestClients.KIND, RestClients.BUILDER);
			}
			return List.of(Templates.KIND, RestClients.KIND, RestClients.BUILDER, WebClients.KIND, WebClients.BUILDER,
					WebClients.CONNECTOR);
		}

		boolean includes(Object bean) {
			return this.type.isInstance(bean) && bean.getClass().getName().startsWith(this.implementation);
		}

		boolean isOutside(Object bean) {
			return this.outside.test(this.type.cast(bean));
		}

	}

	private static final class Templates {

		static final Kind<RestTemplate> KIND = new Kind<>("RestTemplate", RestTemplate.class, "",
				(template) -> isOutside(template.getRequestFactory()));

		private static boolean isOutside(ClientHttpRequestFactory factory) {
			return (factory instanceof AbstractClientHttpRequestFactoryWrapper wrapper)
					? isOutside(wrapper.getDelegate()) : !(factory instanceof HttpPoolClientHttpRequestFactory);
		}

	}

	private static final class RestClients {

		static final Kind<RestClient> KIND = new Kind<>("RestClient", RestClient.class,
				"org.springframework.web.client.DefaultRestClient",
				(client) -> PoolQuestion.isOutside(client.mutate()));

		static final Kind<RestClient.Builder> BUILDER = new Kind<>("RestClient.Builder", RestClient.Builder.class,
				"org.springframework.web.client.DefaultRestClientBuilder",
				(builder) -> PoolQuestion.isOutside(builder.clone()));

	}

	/**
	 * Loaded only where its types are.
	 */
	private static final class WebClients {

		static final Kind<WebClient> KIND = new Kind<>("WebClient", WebClient.class,
				"org.springframework.web.reactive.function.client.DefaultWebClient",
				(client) -> ReactivePoolQuestion.isOutside(client.mutate()));

		static final Kind<WebClient.Builder> BUILDER = new Kind<>("WebClient.Builder", WebClient.Builder.class,
				"org.springframework.web.reactive.function.client.DefaultWebClientBuilder",
				(builder) -> ReactivePoolQuestion.isOutside(builder.clone()));

		static final Kind<ClientHttpConnector> CONNECTOR = new Kind<>("ClientHttpConnector", ClientHttpConnector.class,
				"org.springframework.http.client.reactive.", ReactivePoolQuestion::isOutside);

	}

}
