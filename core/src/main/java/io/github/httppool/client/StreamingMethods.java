package io.github.httppool.client;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * Knows which methods of HTTP interfaces are {@link StreamingCall}s. Safe for use by
 * several threads.
 */
final class StreamingMethods {

	private final Map<Method, Boolean> known = new ConcurrentHashMap<>();

	/**
	 * Returns whether the calls of a method keep their connection for as long as they
	 * like.
	 */
	boolean include(Method method) {
		Boolean present = this.known.get(method);
		return (present != null) ? present : this.known.computeIfAbsent(method, StreamingMethods::isAnnotated);
	}

	private static boolean isAnnotated(Method method) {
		return AnnotatedElementUtils.hasAnnotation(method, StreamingCall.class)
				|| AnnotatedElementUtils.hasAnnotation(method.getDeclaringClass(), StreamingCall.class);
	}

}
