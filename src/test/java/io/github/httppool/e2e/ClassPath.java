package io.github.httppool.e2e;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.ResourceLoader;

/**
 * What an application finds on its class path besides what the starter brings. The
 * libraries are there for all tests, and hidden from Spring Boot unless said: it looks
 * for them with the application's {@link ResourceLoader}.
 */
enum ClassPath {

	NOTHING_MORE("org.apache.hc.", "org.eclipse.jetty."),

	HTTP_COMPONENTS("org.eclipse.jetty."),

	JETTY("org.apache.hc."),

	HTTP_COMPONENTS_AND_JETTY;

	/**
	 * One each, as Spring keeps what it has found by class loader.
	 */
	private static final Map<ClassPath, ClassLoader> CLASS_LOADERS = new ConcurrentHashMap<>();

	private final String[] hiddenPackages;

	ClassPath(String... hiddenPackages) {
		this.hiddenPackages = hiddenPackages;
	}

	ResourceLoader resourceLoader() {
		return new DefaultResourceLoader(CLASS_LOADERS.computeIfAbsent(this, ClassPath::classLoader));
	}

	private ClassLoader classLoader() {
		return new FilteredClassLoader(this.hiddenPackages);
	}

}
