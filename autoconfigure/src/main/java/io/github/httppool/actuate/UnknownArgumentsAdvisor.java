package io.github.httppool.actuate;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.github.httppool.text.Printable;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameter;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;

/**
 * Rejects a write operation with a key, in body or query, that the endpoint does not
 * know. Boot would ignore such a key, and with it what the caller meant. Only HTTP
 * requests can contain one, so the response is an HTTP response.
 */
public final class UnknownArgumentsAdvisor implements OperationInvokerAdvisor {

	private static final EndpointId ENDPOINT = EndpointId.of(HttpPoolEndpoint.ID);

	@Override
	public OperationInvoker apply(EndpointId endpointId, OperationType operationType, OperationParameters parameters,
			OperationInvoker invoker) {
		if (!endpointId.equals(ENDPOINT) || operationType == OperationType.READ) {
			return invoker;
		}
		Set<String> known = parameters.stream().map(OperationParameter::getName).collect(Collectors.toSet());
		return (context) -> invoke(context, known, invoker);
	}

	private @Nullable Object invoke(InvocationContext context, Set<String> known, OperationInvoker invoker) {
		Set<String> unknown = new TreeSet<>(context.getArguments().keySet());
		unknown.removeAll(known);
		if (unknown.isEmpty()) {
			return invoker.invoke(context);
		}
		String message = "unknown keys: " + Printable.line(unknown.toString(), Printable.MAX_LENGTH);
		return ErrorDescriptor.badRequest(new InvalidEndpointRequestException(message, message));
	}

}
