package io.github.httppool.autoconfigure;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Auto-configuration of the checked properties, which count whether there are pools or
 * not.
 */
@AutoConfiguration(after = HttpClientAutoConfiguration.class)
@EnableConfigurationProperties(HttpPoolProperties.class)
public final class HttpPoolPropertiesAutoConfiguration {

	private static final Log logger = LogFactory.getLog(HttpPoolPropertiesAutoConfiguration.class);

	@Bean
	EffectiveProperties httpPoolEffectiveProperties(HttpPoolProperties properties,
			ConfigurableEnvironment environment) {
		EffectiveProperties effective = EffectiveProperties.of(properties, environment);
		PropertyWarnings.of(effective, environment).forEach(logger::warn);
		return effective;
	}

	@Bean
	ClientDefaults httpPoolClientDefaults(EffectiveProperties properties,
			ObjectProvider<HttpClientSettings> httpClientSettings, ObjectProvider<SslBundles> sslBundles,
			ConfigurableEnvironment environment) {
		return new ClientDefaults(properties, httpClientSettings.getIfAvailable(HttpClientSettings::defaults),
				sslBundles.getIfAvailable(), new WrittenProperties(environment));
	}

	/**
	 * A bad value stops the start of an application that is initialized lazily, too.
	 */
	@Bean
	static LazyInitializationExcludeFilter httpPoolPropertiesLazyInitializationExcludeFilter() {
		return LazyInitializationExcludeFilter.forBeanTypes(ClientDefaults.class);
	}

}
