package io.github.httppool.webclient;

import java.net.URI;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

import org.springframework.http.HttpMethod;

/**
 * How often a call asks to be tried, on its way to the pool in the Reactor context. It is
 * for that call only: a filter behind may make others within, to fetch a token for
 * example. The host may have been changed by then, by a load balancer.
 *
 * @param maxAttempts how often
 * @param method method of the call
 * @param path path of the call
 */
record AskedAttempts(int maxAttempts, HttpMethod method, @Nullable String path) {

	AskedAttempts(int maxAttempts, HttpMethod method, URI uri) {
		this(maxAttempts, method, uri.getRawPath());
	}

	Context putInto(Context context) {
		return context.put(AskedAttempts.class, this);
	}

	/**
	 * Returns how often a call asks to be tried.
	 * @param context the context of its subscriber
	 * @param method its method
	 * @param uri where it goes to
	 * @return how often, or {@code null} if it does not say so there
	 */
	static @Nullable Integer in(ContextView context, HttpMethod method, URI uri) {
		AskedAttempts asked = context.getOrDefault(AskedAttempts.class, null);
		return (asked != null && asked.method.equals(method) && Objects.equals(asked.path, uri.getRawPath()))
				? asked.maxAttempts : null;
	}

}
