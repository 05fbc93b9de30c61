package io.github.httppool.client;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import io.github.httppool.call.TimeLimit;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.util.StringUtils;
import org.springframework.util.StringValueResolver;

/**
 * The limits that the methods of HTTP interfaces have by {@link CallTimeout}. Safe for
 * use by several threads.
 */
final class ServiceTimeouts {

	private final StringValueResolver placeholders;

	private final Map<Method, Limits> known = new ConcurrentHashMap<>();

	/**
	 * Creates limits that nobody has asked for.
	 * @param placeholders resolves placeholders in the times
	 */
	ServiceTimeouts(StringValueResolver placeholders) {
		this.placeholders = placeholders;
	}

	/**
	 * Returns the limits of a method.
	 * @throws IllegalArgumentException if one of them is not a time, or is out of range
	 */
	Limits of(Method method) {
		Limits present = this.known.get(method);
		return (present != null) ? present : this.known.computeIfAbsent(method, this::find);
	}

	private Limits find(Method method) {
		return new Limits(find(method, "total"), find(method, "response"));
	}

	private @Nullable TimeLimit find(Method method, String key) {
		return Stream.<AnnotatedElement>of(method, method.getDeclaringClass())
			.flatMap((element) -> Stream.ofNullable(written(element, key)))
			.findFirst()
			.map((written) -> written.limit(this.placeholders))
			.orElse(null);
	}

	private static @Nullable Written written(AnnotatedElement element, String key) {
		MergedAnnotation<CallTimeout> annotation = MergedAnnotations.from(element, SearchStrategy.TYPE_HIERARCHY)
			.get(CallTimeout.class);
		String value = annotation.isPresent() ? annotation.getString(key) : "";
		return StringUtils.hasText(value) ? new Written(element, key, value) : null;
	}

	/**
	 * The limits of a method.
	 *
	 * @param total how long a call may take, {@code null} if the method does not say so
	 * @param response how long its response may take to begin, or {@code null}
	 */
	record Limits(@Nullable TimeLimit total, @Nullable TimeLimit response) {

	}

	/**
	 * A limit as it was written.
	 *
	 * @param element the annotated method or interface
	 * @param key what is limited
	 * @param value the time
	 */
	private record Written(AnnotatedElement element, String key, String value) {

		TimeLimit limit(StringValueResolver placeholders) {
			try {
				String resolved = placeholders.resolveStringValue(this.value);
				return new TimeLimit(
						DurationFormatterUtils
							.detectAndParse(StringUtils.trimAllWhitespace((resolved != null) ? resolved : "")),
						"@CallTimeout on " + name(false));
			}
			catch (IllegalArgumentException ex) {
				throw new IllegalArgumentException(
						"@CallTimeout(%s = \"%s\") on %s must be a time from 1ms to 24d, such as 200ms, 1s or PT0.2S"
							.formatted(this.key, this.value, name(true)),
						ex);
			}
		}

		private String name(boolean withPackage) {
			return (this.element instanceof Method method)
					? name(method.getDeclaringClass(), withPackage) + "." + method.getName()
					: name((Class<?>) this.element, withPackage);
		}

		private static String name(Class<?> type, boolean withPackage) {
			return withPackage ? type.getName() : type.getSimpleName();
		}

	}

}
