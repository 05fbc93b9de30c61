package io.github.httppool.boot;

import java.io.IOException;
import java.net.URI;
import java.util.List;

import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.AbstractClientHttpRequestFactoryWrapper;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Makes requests that ask the guards of their client before they are sent.
 */
final class GuardedRequestFactory extends AbstractClientHttpRequestFactoryWrapper {

	private final List<CallGuard> guards;

	private GuardedRequestFactory(ClientHttpRequestFactory requestFactory, List<CallGuard> guards) {
		super(requestFactory);
		this.guards = guards;
	}

	/**
	 * Guards a request factory.
	 * @param requestFactory the request factory
	 * @param guards the guards
	 * @return the guarded request factory, or the given one if there are no guards
	 */
	static ClientHttpRequestFactory guard(ClientHttpRequestFactory requestFactory, List<CallGuard> guards) {
		return guards.isEmpty() ? requestFactory : new GuardedRequestFactory(requestFactory, guards);
	}

	@Override
	protected ClientHttpRequest createRequest(URI uri, HttpMethod method, ClientHttpRequestFactory requestFactory)
			throws IOException {
		ClientHttpRequest request = requestFactory.createRequest(uri, method);
		return (request instanceof StreamingHttpOutputMessage streaming)
				? new GuardedRequest.Streaming(request, streaming, this.guards)
				: new GuardedRequest(request, this.guards);
	}

}
