package io.github.httppool.autoconfigure;

import io.github.httppool.HttpPoolSettings;
import io.github.httppool.autoconfigure.properties.ClientNamesBindHandler;
import io.github.httppool.autoconfigure.properties.EffectiveProperties;
import io.github.httppool.autoconfigure.properties.HttpPoolProperties;
import io.github.httppool.autoconfigure.properties.InvalidPropertiesException;
import io.github.httppool.autoconfigure.properties.PropertyChanges;
import io.github.httppool.autoconfigure.properties.PropertyRules;
import io.github.httppool.autoconfigure.properties.PropertyWarnings;
import io.github.httppool.autoconfigure.properties.SettingsUpdate;
import io.github.httppool.autoconfigure.properties.WrittenProperties;
import io.github.httppool.boot.EventLoopCount;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.annotation.RegisterReflection;
import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.beans.FatalBeanException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindingPostProcessor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Auto-configuration of the validated properties, which apply with or without pools.
 */
@AutoConfiguration(after = HttpClientAutoConfiguration.class)
@EnableConfigurationProperties(HttpPoolProperties.class)
@RegisterReflectionForBinding(HttpPoolSettings.class)
@RegisterReflection(classes = EventLoopCount.class, memberCategories = MemberCategory.INVOKE_PUBLIC_METHODS)
public final class HttpPoolPropertiesAutoConfiguration {

	private static final Log logger = LogFactory.getLog(HttpPoolPropertiesAutoConfiguration.class);

	/**
	 * Runs before any bean is created: a bean that injects a client by name would only
	 * report that there is no such client.
	 */
	@Bean
	static BeanFactoryPostProcessor httpPoolPropertyNamesCheck(ConfigurableEnvironment environment) {
		return (beanFactory) -> {
			try {
				new PropertyRules(new WrittenProperties(environment)).checkNames();
			}
			catch (InvalidPropertiesException ex) {
				throw new FatalBeanException("The clients of the application cannot be defined", ex);
			}
		};
	}

	@Bean
	static ConfigurationPropertiesBindHandlerAdvisor httpPoolClientNamesBindHandlerAdvisor() {
		return ClientNamesBindHandler::new;
	}

	@Bean
	EffectiveProperties httpPoolEffectiveProperties(HttpPoolProperties properties,
			ConfigurableEnvironment environment) {
		EffectiveProperties effective = EffectiveProperties.of(properties, environment);
		PropertyWarnings.of(effective, properties.loadBalancedClients(), environment).forEach(logger::warn);
		return effective;
	}

	@Bean
	@ConditionalOnClass(name = PropertyChanges.EVENT)
	PropertyChanges httpPoolPropertyChanges(HttpPoolProperties properties, EffectiveProperties effective,
			ConfigurableEnvironment environment, ObjectProvider<ConfigurationPropertiesBindingPostProcessor> binder,
			ObjectProvider<SettingsUpdate> update) {
		return new PropertyChanges(properties, effective, () -> bound(binder.getObject()), update::getIfAvailable,
				environment);
	}

	/**
	 * Binds a new object the way the bean was bound, with the application's converters.
	 */
	private static HttpPoolProperties bound(ConfigurationPropertiesBindingPostProcessor binder) {
		return (HttpPoolProperties) binder.postProcessBeforeInitialization(new HttpPoolProperties(),
				"httpPoolPresentProperties");
	}

	@Bean
	ClientDefaults httpPoolClientDefaults(EffectiveProperties properties,
			ObjectProvider<HttpClientSettings> httpClientSettings, ObjectProvider<SslBundles> sslBundles,
			ConfigurableEnvironment environment) {
		return new ClientDefaults(properties, httpClientSettings.getIfAvailable(HttpClientSettings::defaults),
				sslBundles.getIfAvailable(), new WrittenProperties(environment));
	}

	/**
	 * With lazy initialization, too, an invalid value stops the startup.
	 */
	@Bean
	static LazyInitializationExcludeFilter httpPoolPropertiesLazyInitializationExcludeFilter() {
		return LazyInitializationExcludeFilter.forBeanTypes(ClientDefaults.class, PropertyChanges.class);
	}

}
