package io.github.httppool.actuate;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Takes the files of {@link PageTemplate} into a native image.
 */
final class PageHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		String folder = PageTemplate.class.getPackageName().replace('.', '/') + "/" + PageTemplate.FOLDER;
		hints.resources().registerPattern(folder + "*");
	}

}
