package io.github.httppool.client;

import java.lang.reflect.Method;
import java.util.Map;

import io.github.httppool.call.Call;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.web.service.invoker.HttpRequestValues;

/**
 * Records in each request of an HTTP interface which of its methods was called. It names
 * a leaking call if no stack was recorded, or if the stack has no frame of the
 * application, as in purely reactive code.
 */
public final class ServiceMethods implements HttpRequestValues.Processor {

	/** Attribute of the requests of an HTTP interface: a {@link Method}. */
	private static final String ATTRIBUTE = ServiceMethods.class.getName() + ".method";

	@Override
	public void process(Method method, MethodParameter[] parameters, @Nullable Object[] arguments,
			HttpRequestValues.Builder builder) {
		builder.addAttribute(ATTRIBUTE, method);
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
