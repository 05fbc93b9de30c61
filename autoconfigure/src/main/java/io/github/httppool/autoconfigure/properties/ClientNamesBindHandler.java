package io.github.httppool.autoconfigure.properties;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * Binds each client under {@code httppool.clients} once, under a single name. Spring
 * Boot's binder binds one for every spelling. Includes the handlers of the levels below.
 */
public final class ClientNamesBindHandler extends AbstractBindHandler {

	/**
	 * Creates a handler.
	 * @param parent the next handler
	 */
	public ClientNamesBindHandler(BindHandler parent) {
		super(new SharedLevelBindHandler(new LevelsBindHandler(parent)));
	}

	@Override
	public <T> @Nullable Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target, BindContext context) {
		return (ClientNames.CLIENTS.isParentOf(name) && ServiceLinks.areAll(name, context.getSources())) ? null
				: super.onStart(name, target, context);
	}

	@Override
	public @Nullable Object onSuccess(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
			Object result) {
		Object bound = super.onSuccess(name, target, context, result);
		return (name.equals(ClientNames.CLIENTS) && bound instanceof Map<?, ?> clients) ? named(clients, context)
				: bound;
	}

	@SuppressWarnings("unchecked")
	private static Map<String, ?> named(Map<?, ?> clients, BindContext context) {
		return ClientNames.named((Map<String, ?>) clients, context.getSources());
	}

}
