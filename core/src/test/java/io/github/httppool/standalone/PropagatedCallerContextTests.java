package io.github.httppool.standalone;

import io.micrometer.context.ContextRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

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

	@Test
	void whenReactorPropagatesThenACallCarriesTheThreadLocal() {
		Belongings.LOCAL.set("of the caller");
		try {
			Mono<Object> carried = Mono.deferContextual((context) -> Mono.just(context.get(KEY)));
			assertThat(carried.block()).isEqualTo("of the caller");
		}
		finally {
			Belongings.LOCAL.remove();
		}
	}

}
