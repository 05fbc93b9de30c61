package io.github.httppool.autoconfigure.properties;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * Binds each client onto a copy of the shared level, so that a client inherits, key by
 * key, what it does not set itself. The copy is created by binding {@code httppool}
 * again.
 */
final class SharedLevelBindHandler extends AbstractBindHandler {

	SharedLevelBindHandler(BindHandler parent) {
		super(parent);
	}

	@Override
	public <T> @Nullable Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target, BindContext context) {
		return super.onStart(name, isClient(name, target) ? inheriting(target, context) : target, context);
	}

	private static boolean isClient(ConfigurationPropertyName name, Bindable<?> target) {
		return ClientNames.CLIENTS.isParentOf(name) && target.getType().resolve() == HttpPoolProperties.Client.class;
	}

	@SuppressWarnings("unchecked")
	private <T> Bindable<T> inheriting(Bindable<T> target, BindContext context) {
		PoolProperties shared = new PoolProperties();
		context.getBinder().bind(KnownProperties.ROOT, Bindable.ofInstance(shared), this);
		return target.withExistingValue((T) new HttpPoolProperties.Client(shared));
	}

	/**
	 * A client that is written as a bare name inherits everything. The binder would try
	 * to convert the empty text that YAML turns it into.
	 */
	@Override
	public @Nullable Object onFailure(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
			Exception error) throws Exception {
		Supplier<?> client = target.getValue();
		return (client != null && isClient(name, target) && LevelsBindHandler.isEmpty(name, context)) ? client.get()
				: super.onFailure(name, target, context, error);
	}

}
