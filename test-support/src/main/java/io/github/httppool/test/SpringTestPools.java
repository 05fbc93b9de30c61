package io.github.httppool.test;

import io.github.httppool.HttpPools;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Finds the pools of a Spring test. A separate class, because tests without Spring have
 * no {@code SpringExtension}.
 */
final class SpringTestPools {

	private SpringTestPools() {
	}

	static @Nullable HttpPools find(ExtensionContext context) {
		return SpringExtension.getApplicationContext(context).getBeanProvider(HttpPools.class).getIfAvailable();
	}

}
