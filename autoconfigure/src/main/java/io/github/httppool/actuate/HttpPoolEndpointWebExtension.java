package io.github.httppool.actuate;

import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

import io.github.httppool.actuate.HttpPoolEndpoint.EvictedDescriptor;
import io.github.httppool.actuate.HttpPoolEndpoint.PoolDescriptor;
import io.github.httppool.text.Printable;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * The operations of {@link HttpPoolEndpoint} on a single pool, over HTTP. An invalid
 * request gets a status and a message. Only the path can name the pool, see
 * {@link PoolInPath}.
 */
@EndpointWebExtension(endpoint = HttpPoolEndpoint.class)
// Spring Boot finds types that are written as JSON in method signatures, but not these.
@RegisterReflectionForBinding({ EvictedDescriptor.class, ErrorDescriptor.class })
public class HttpPoolEndpointWebExtension {

	private final HttpPoolEndpoint endpoint;

	/**
	 * Creates the extension.
	 * @param endpoint the endpoint
	 */
	public HttpPoolEndpointWebExtension(HttpPoolEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Describes one pool, with its settings and connections.
	 * @param pool the remaining path segments
	 * @return the pool; 404 if there is no such pool
	 */
	@ReadOperation
	public WebEndpointResponse<OperationResponseBody> pool(@Selector(match = Match.ALL_REMAINING) Object pool) {
		return answer(pool, this.endpoint::pool);
	}

	/**
	 * Changes one thing of a pool, now: its limit of connections per remote host, whether
	 * it serves calls, or its wire log. A drain is answered at once; the calls under way
	 * go on.
	 * @param pool the remaining path segments
	 * @param maxConnections the new limit
	 * @param state {@code drained} or {@code running}
	 * @param wireLog for how long the wire log is on, such as {@code PT1M}; zero switches
	 * it off
	 * @param host the host that it logs, all unless given; with {@code wireLog} only
	 * @return the pool after the change; 400 if there is not exactly one change or it is
	 * invalid, 404 if there is no such pool
	 */
	@WriteOperation
	public WebEndpointResponse<OperationResponseBody> change(@Selector(match = Match.ALL_REMAINING) Object pool,
			@Nullable String maxConnections, @Nullable String state, @Nullable String wireLog, @Nullable String host) {
		return answer(pool, (name) -> change(name, maxConnections, state, wireLog, host));
	}

	private PoolDescriptor change(String name, @Nullable String maxConnections, @Nullable String state,
			@Nullable String wireLog, @Nullable String host) {
		boolean one = Stream.of(maxConnections, state, wireLog).filter(Objects::nonNull).count() == 1;
		if (!one) {
			throw invalid(
					"one of maxConnections, state and wireLog is expected, in a body such as {\"maxConnections\": 20},"
							+ " {\"state\": \"drained\"}, {\"state\": \"running\"} or {\"wireLog\": \"PT1M\"}, the last"
							+ " one perhaps with {\"host\": \"api.example:443\"}");
		}
		if (wireLog != null) {
			return this.endpoint.wireLog(name, WireLogChange.of(wireLog, host));
		}
		if (host != null) {
			throw invalid("host goes with wireLog only: maxConnections and state are those of all hosts");
		}
		return (maxConnections != null) ? this.endpoint.resize(name, number(maxConnections))
				: changeState(name, Objects.requireNonNull(state));
	}

	/**
	 * Closes a pool's idle connections, now.
	 * @param pool the remaining path segments
	 * @return how many were closed; 404 if there is no such pool
	 */
	@DeleteOperation
	public WebEndpointResponse<OperationResponseBody> evictIdle(@Selector(match = Match.ALL_REMAINING) Object pool) {
		return answer(pool, this.endpoint::evictIdle);
	}

	private WebEndpointResponse<OperationResponseBody> answer(Object pool,
			Function<String, OperationResponseBody> operation) {
		try {
			return new WebEndpointResponse<>(operation.apply(PoolInPath.name(pool)));
		}
		catch (UnknownPoolException ex) {
			return ErrorDescriptor.notFound(ex);
		}
		catch (InvalidEndpointRequestException ex) {
			return ErrorDescriptor.badRequest(ex);
		}
	}

	private PoolDescriptor changeState(String name, String state) {
		return switch (state) {
			case "drained" -> this.endpoint.drain(name);
			case "running" -> this.endpoint.resume(name);
			default -> throw invalid("state must be 'drained' or 'running', not '%s'"
				.formatted(Printable.line(state, Printable.MAX_LENGTH)));
		};
	}

	private static int number(String maxConnections) {
		try {
			return Integer.parseInt(maxConnections);
		}
		catch (NumberFormatException ex) {
			throw invalid("maxConnections must be a whole number, not '%s'"
				.formatted(Printable.line(maxConnections, Printable.MAX_LENGTH)));
		}
	}

	private static InvalidEndpointRequestException invalid(String message) {
		return new InvalidEndpointRequestException(message, message);
	}

}
