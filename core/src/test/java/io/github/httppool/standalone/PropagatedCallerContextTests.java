package io.github.httppool.standalone;

import io.micrometer.context.ContextRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import reactor.core.publisher.Hooks;

/**
 * Reactor carries thread-locals from thread to thread, and leaves none behind.
 */
class PropagatedCallerContextTests extends CallerContextTests {

	private static final String KEY = PropagatedCallerContextTests.class.getName();

	@BeforeAll
	static void propagate() {
		ContextRegistry.getInstance().registerThreadLocalAccessor(KEY, Belongings.LOCAL);
		Hooks.enableAutomaticContextPropagation();
	}

	@AfterAll
	static void propagateNoLonger() {
		Hooks.disableAutomaticContextPropagation();
		ContextRegistry.getInstance().removeThreadLocalAccessor(KEY);
	}

}
