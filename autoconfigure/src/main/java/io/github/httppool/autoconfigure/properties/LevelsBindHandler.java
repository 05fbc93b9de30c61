package io.github.httppool.autoconfigure.properties;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;

/**
 * Distinguishes levels from values, which Spring Boot's binder does not.
 * <ul>
 * <li>{@code timeouts:} with nothing below it sets nothing. The binder would try to
 * convert the empty text that YAML turns it into. A client exists even without any
 * setting, and is left to {@link SharedLevelBindHandler}.
 * <li>A value has nothing below it, even if it has a default. The binder would look for
 * setters of a {@code Duration}.
 * </ul>
 */
final class LevelsBindHandler extends AbstractBindHandler {

	LevelsBindHandler(BindHandler parent) {
		super(parent);
	}

	@Override
	public <T> @Nullable Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target, BindContext context) {
		if (isLevel(name, target)) {
			return isEmpty(name, context) ? null : super.onStart(name, target, context);
		}
		return super.onStart(name, isValue(name, target) ? withoutDefault(target) : target, context);
	}

	private static boolean isLevel(ConfigurationPropertyName name, Bindable<?> target) {
		boolean ours = name.equals(ClientNames.CLIENTS) || new KnownProperties(target.getType()).isBean();
		return ours && target.getType().resolve() != HttpPoolProperties.Client.class;
	}

	private static boolean isValue(ConfigurationPropertyName name, Bindable<?> target) {
		return KnownProperties.ROOT.isAncestorOf(name) && !new KnownProperties(target.getType()).isLevel();
	}

	private static <T> Bindable<T> withoutDefault(Bindable<T> target) {
		return Bindable.<T>of(target.getType()).withAnnotations(target.getAnnotations());
	}

	/**
	 * Returns whether a level is written with nothing below it.
	 */
	static boolean isEmpty(ConfigurationPropertyName name, BindContext context) {
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
