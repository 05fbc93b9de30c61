package io.github.httppool.autoconfigure.properties;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.IgnoreErrorsBindHandler;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Finds unknown properties under {@code httppool}, such as misspelled ones, which would
 * otherwise be ignored silently.
 */
final class UnknownProperties {

	private final Set<ConfigurationPropertyName> levels = new HashSet<>();

	private final List<String> warnings = new ArrayList<>();

	private UnknownProperties() {
	}

	/**
	 * Returns the warnings. A mistake is reported once, with the first property below it.
	 * @param environment the application's environment
	 * @return one sentence for each, without the value, which may be secret
	 */
	static List<String> in(Environment environment) {
		UnknownProperties unknown = new UnknownProperties();
		unbound(environment).forEach((property) -> unknown.warn(property, 1, KnownProperties.ALL));
		return List.copyOf(unknown.warnings);
	}

	/**
	 * Errors are ignored, because the pools are not built from this: a value that only a
	 * converter of the application can read is an error here, but not there.
	 */
	private static Set<ConfigurationProperty> unbound(Environment environment) {
		try {
			Binder.get(environment)
				.bind("httppool", Bindable.of(HttpPoolProperties.class),
						new NoUnboundElementsBindHandler(new LevelsBindHandler(new IgnoreErrorsBindHandler()),
								UnknownProperties::isWrittenForTheApplication));
			return Set.of();
		}
		catch (BindException ex) {
			if (ex.getCause() instanceof UnboundConfigurationPropertiesException unbound) {
				return unbound.getUnboundProperties();
			}
			throw ex;
		}
	}

	/**
	 * Variables may have another origin: a Kubernetes service named httppool gives every
	 * container an HTTPPOOL_SERVICE_HOST.
	 */
	private static boolean isWrittenForTheApplication(ConfigurationPropertySource source) {
		return !(source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource);
	}

	/** A property whose levels are all known is unbound for another reason. */
	private void warn(ConfigurationProperty property, int level, KnownProperties known) {
		if (level < property.getName().getNumberOfElements()) {
			KnownProperties below = known.below(property.getName().getElement(level, Form.ORIGINAL));
			if (below != null) {
				warn(property, level + 1, below);
			}
			else if (this.levels.add(property.getName().chop(level + 1))) {
				this.warnings.add(sentence(property, level, known));
			}
		}
	}

	private static String sentence(ConfigurationProperty property, int level, KnownProperties known) {
		ConfigurationPropertyName name = property.getName();
		return name + WrittenProperty.where(property.getOrigin()) + " is not known"
				+ question(name.chop(level), known.similarTo(name.getElement(level, Form.ORIGINAL)));
	}

	private static String question(ConfigurationPropertyName parent, List<String> similar) {
		return similar.stream()
			.map((name) -> parent + "." + name)
			.reduce((one, other) -> one + " or " + other)
			.map((names) -> ": did you mean " + names + "?")
			.orElse(" and has no effect");
	}

}
