package io.github.httppool.boot;

import java.net.SocketAddress;
import java.util.List;

import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientConfig;
import reactor.netty.transport.ClientTransport.ResolvedAddressSelector;

/**
 * A selector that passes all addresses through. A client without it has been given
 * another selector by the application.
 */
enum AddressSelectorMark implements ResolvedAddressSelector<HttpClientConfig> {

	INSTANCE;

	@Override
	public List<? extends SocketAddress> apply(HttpClientConfig config, List<? extends SocketAddress> addresses) {
		return addresses;
	}

	static HttpClient putOn(HttpClient client) {
		return client.resolvedAddressesSelector(INSTANCE);
	}

	/**
	 * Returns whether a client still has this selector. A client does not expose its
	 * selector, only whether another one would make a difference.
	 */
	static boolean isOn(HttpClient client) {
		return client.configuration().channelHash() == putOn(client).configuration().channelHash();
	}

}
