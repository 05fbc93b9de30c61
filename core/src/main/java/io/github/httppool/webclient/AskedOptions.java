package io.github.httppool.webclient;

import java.net.URI;
import java.util.Objects;

import io.github.httppool.client.RequestOptions;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

import org.springframework.http.HttpMethod;

/**
 * What a call asks for, on its way to the pool in the Reactor context. It is for that
 * call only: a filter behind may make others within, to fetch a token for example. The
 * host may have been changed by then, by a load balancer.
 *
 * @param options what it asks for
 * @param method method of the call
 * @param path path of the call
 */
record AskedOptions(RequestOptions options, HttpMethod method, @Nullable String path) {

	AskedOptions(RequestOptions options, HttpMethod method, URI uri) {
		this(options, method, uri.getRawPath());
	}

	Context putInto(Context context) {
		return context.put(AskedOptions.class, this);
	}

	/**
	 * Returns what a call asks for.
	 * @param context the context of its subscriber
	 * @param method its method
	 * @param uri where it goes to
	 * @return what it asks for there, which may be nothing
	 */
	static RequestOptions in(ContextView context, HttpMethod method, URI uri) {
		AskedOptions asked = context.getOrDefault(AskedOptions.class, null);
		return (asked != null && asked.method.equals(method) && Objects.equals(asked.path, uri.getRawPath()))
				? asked.options : RequestOptions.NONE;
	}

}
