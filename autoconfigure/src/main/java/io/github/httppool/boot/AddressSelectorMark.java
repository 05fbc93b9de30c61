package io.github.httppool.boot;

import java.net.SocketAddress;
import java.util.List;

import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientConfig;
import reactor.netty.transport.ClientTransport.ResolvedAddressSelector;

/**
 * A selector that leaves all addresses as they are, by which a client that the
 * application has given another one is recognized.
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
	 * Tells whether a client still has this selector. It does not tell its selector, but
	 * whether another one makes a difference.
	 */
	static boolean isOn(HttpClient client) {
		return client.configuration().channelHash() == putOn(client).configuration().channelHash();
	}

}
