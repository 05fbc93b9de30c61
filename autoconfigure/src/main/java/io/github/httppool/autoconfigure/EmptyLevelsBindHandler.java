package io.github.httppool.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;

/**
 * Takes {@code timeouts:} with nothing below it for nothing set. Spring Boot's binder
 * would try to convert the empty text that YAML makes of it. A client is there without
 * any setting, and is left to the binder, which makes one.
 */
final class EmptyLevelsBindHandler extends AbstractBindHandler {

	EmptyLevelsBindHandler(BindHandler parent) {
		super(parent);
	}

	@Override
	public <T> @Nullable Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target, BindContext context) {
		return isLevel(name, target) && isEmpty(name, context) ? null : super.onStart(name, target, context);
	}

	private static boolean isLevel(ConfigurationPropertyName name, Bindable<?> target) {
		boolean ours = name.equals(ClientNames.CLIENTS) || new KnownProperties(target.getType()).isBean();
		return ours && target.getType().resolve() != HttpPoolProperties.Client.class;
	}

	private static boolean isEmpty(ConfigurationPropertyName name, BindContext context) {
		boolean written = false;
		for (ConfigurationPropertySource source : context.getSources()) {
			if (source.containsDescendantOf(name) != ConfigurationPropertyState.ABSENT) {
				return false;
			}
			written |= source.getConfigurationProperty(name) != null;
		}
		return written;
	}

}
