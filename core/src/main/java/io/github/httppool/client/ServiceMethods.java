package io.github.httppool.client;

import java.lang.reflect.Method;
import java.util.Map;

import io.github.httppool.call.Call;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.web.service.invoker.HttpRequestValues;

/**
 * Notes in each request of an HTTP interface which of its methods was called. A call that
 * leaks is named by it when there is no frame of the application on the stack, as in
 * purely reactive code, or none was recorded.
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
	 * Tells a call by which method its call was made, if by any.
	 */
	public static void tell(Call call, Map<String, Object> attributes) {
		if (attributes.get(ATTRIBUTE) instanceof Method method) {
			call.madeBy(method);
		}
	}

}
