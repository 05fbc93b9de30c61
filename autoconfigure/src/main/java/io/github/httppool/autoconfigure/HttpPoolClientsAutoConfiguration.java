package io.github.httppool.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import io.github.httppool.HttpPool;
import io.github.httppool.boot.DefaultHttpPoolClients;
import io.github.httppool.boot.NamedPools;
import io.github.httppool.boot.NamedRestClients;
import io.github.httppool.boot.NamedWebClients;
import io.github.httppool.boot.PooledConnectors;
import io.github.httppool.boot.PooledRequestFactories;
import io.github.httppool.client.HttpPoolClients;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Auto-configuration of the shared clients, for applications that need no more than one,
 * and of a client for each name below {@code httppool.clients}.
 * <p>
 * With {@code httppool.enabled=false} they are still there, and run without a pool.
 */
@AutoConfiguration(after = HttpPoolAutoConfiguration.class,
		afterName = { "org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration",
				"org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration" })
@EnableConfigurationProperties(HttpPoolProperties.class)
public final class HttpPoolClientsAutoConfiguration {

	@Bean
	NamedPools httpPoolNamedPools(HttpPoolProperties properties) {
		Map<String, @Nullable String> baseUrls = new LinkedHashMap<>();
		baseUrls.put(HttpPool.DEFAULT, null);
		properties.getClients().forEach((name, client) -> baseUrls.put(name, client.getBaseUrl()));
		return new NamedPools(baseUrls);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(RestClient.Builder.class)
	static class SharedRestClientConfiguration {

		@Bean
		@Lazy
		@ConditionalOnMissingBean
		RestClient httpPoolRestClient(RestClient.Builder builder) {
			return builder.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(WebClient.class)
	@ConditionalOnBean(WebClient.Builder.class)
	static class SharedWebClientConfiguration {

		@Bean
		@Lazy
		@ConditionalOnMissingBean
		WebClient httpPoolWebClient(WebClient.Builder builder) {
			return builder.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RestClientCustomizer.class)
	@Import(NamedRestClientsRegistrar.class)
	static class NamedRestClientsConfiguration {

		@Bean(NamedRestClientsRegistrar.FACTORY_BEAN)
		NamedRestClients httpPoolNamedRestClients(NamedPools pools, ObjectProvider<PooledRequestFactories> pooled,
				ObjectProvider<ClientHttpRequestFactoryBuilder<?>> builder, ObjectProvider<HttpClientSettings> settings,
				ObjectProvider<RestClientCustomizer> customizers) {
			return new NamedRestClients(pools, requestFactories(pooled.getIfAvailable(), builder, settings),
					customizers);
		}

		private static Function<String, ClientHttpRequestFactory> requestFactories(
				@Nullable PooledRequestFactories pooled, ObjectProvider<ClientHttpRequestFactoryBuilder<?>> builder,
				ObjectProvider<HttpClientSettings> settings) {
			return (pooled != null) ? pooled::create
					: (name) -> builder.getIfAvailable(ClientHttpRequestFactoryBuilder::detect)
						.build(settings.getIfAvailable());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ WebClient.class, WebClientCustomizer.class })
	@Import(NamedWebClientsRegistrar.class)
	static class NamedWebClientsConfiguration {

		@Bean(NamedWebClientsRegistrar.FACTORY_BEAN)
		NamedWebClients httpPoolNamedWebClients(NamedPools pools, ObjectProvider<PooledConnectors> pooled,
				ObjectProvider<ClientHttpConnectorBuilder<?>> builder, ObjectProvider<HttpClientSettings> settings,
				ObjectProvider<WebClientCustomizer> customizers,
				@Qualifier("webClientHttpConnectorCustomizer") ObjectProvider<WebClientCustomizer> sharedConnector) {
			return new NamedWebClients(pools, connectors(pooled.getIfAvailable(), builder, settings), customizers,
					sharedConnector);
		}

		private static Function<String, ClientHttpConnector> connectors(@Nullable PooledConnectors pooled,
				ObjectProvider<ClientHttpConnectorBuilder<?>> builder, ObjectProvider<HttpClientSettings> settings) {
			return (pooled != null) ? pooled::create
					: (name) -> builder.getIfAvailable(ClientHttpConnectorBuilder::detect)
						.build(settings.getIfAvailable());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ RestClientCustomizer.class, WebClient.class, WebClientCustomizer.class })
	static class HttpPoolClientsConfiguration {

		@Bean
		@ConditionalOnMissingBean
		HttpPoolClients httpPoolClients(NamedRestClients restClients, NamedWebClients webClients) {
			return new DefaultHttpPoolClients(restClients, webClients);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "httppool.enabled", havingValue = false)
	static class DisabledConfiguration {

		private static final Log logger = LogFactory.getLog(HttpPoolClientsAutoConfiguration.class);

		DisabledConfiguration() {
			logger.warn("httppool.enabled is false: all HTTP clients are Spring Boot's own");
		}

	}

	/**
	 * Beans of blocking clients.
	 */
	static final class NamedRestClientsRegistrar extends NamedClientsRegistrar {

		static final String FACTORY_BEAN = "httpPoolNamedRestClients";

		NamedRestClientsRegistrar() {
			super(FACTORY_BEAN, RestClient.class);
		}

	}

	/**
	 * Beans of reactive clients.
	 */
	static final class NamedWebClientsRegistrar extends NamedClientsRegistrar {

		static final String FACTORY_BEAN = "httpPoolNamedWebClients";

		NamedWebClientsRegistrar() {
			super(FACTORY_BEAN, WebClient.class);
		}

	}

}
