package io.github.httppool.client;

import java.lang.reflect.Method;
import java.util.Map;

import io.github.httppool.call.Call;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.util.StringValueResolver;
import org.springframework.web.service.invoker.HttpRequestValues;

/**
 * Records in each request of an HTTP interface which of its methods was called, which
 * limits it has by {@link CallTimeout}, and whether it is a {@link StreamingCall}. The
 * method names a leaking call if no stack was recorded, or if the stack has no frame of
 * the application, as in purely reactive code. Safe for use by several threads.
 */
public final class ServiceMethods implements HttpRequestValues.Processor {

	/** Attribute of the requests of an HTTP interface: a {@link Method}. */
	private static final String ATTRIBUTE = ServiceMethods.class.getName() + ".method";

	private final ServiceTimeouts timeouts;

	private final StreamingMethods streaming = new StreamingMethods();

	/**
	 * Creates a processor that resolves no placeholders.
	 */
	public ServiceMethods() {
		this((value) -> value);
	}

	/**
	 * Creates a processor.
	 * @param placeholders resolves placeholders in the times of {@link CallTimeout}
	 */
	public ServiceMethods(StringValueResolver placeholders) {
		this.timeouts = new ServiceTimeouts(placeholders);
	}

	/**
	 * Checks the limits of all methods of an HTTP interface.
	 * @param type the interface
	 * @throws IllegalArgumentException if one of them is not a time, or is out of range
	 */
	public void check(Class<?> type) {
		for (Method method : type.getMethods()) {
			this.timeouts.of(method);
		}
	}

	@Override
	public void process(Method method, MethodParameter[] parameters, @Nullable Object[] arguments,
			HttpRequestValues.Builder builder) {
		builder.addAttribute(ATTRIBUTE, method);
		ServiceTimeouts.Limits limits = this.timeouts.of(method);
		if (limits.total() != null) {
			builder.addAttribute(RequestOptions.TOTAL, limits.total());
		}
		if (limits.response() != null) {
			builder.addAttribute(RequestOptions.RESPONSE, limits.response());
		}
		if (this.streaming.include(method)) {
			builder.addAttribute(RequestOptions.STREAMING, Boolean.TRUE);
		}
	}

	/**
	 * Sets the method that a call was made through, if it was made through an HTTP
	 * interface.
	 */
	public static void tell(Call call, Map<String, Object> attributes) {
		if (attributes.get(ATTRIBUTE) instanceof Method method) {
			call.madeBy(method);
		}
	}

}
