package io.github.httppool.boot;

import javax.net.ServerSocketFactory;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/**
 * The certificate of 127.0.0.1 that servers of tests have, signed by itself.
 */
final class TestCertificate {

	private static final String CERTIFICATE = "classpath:io/github/httppool/netty/server.crt";

	private static final String KEY = "classpath:io/github/httppool/netty/server.key";

	private TestCertificate() {
	}

	static ServerSocketFactory serverSocketFactory() {
		PemSslStoreDetails store = PemSslStoreDetails.forCertificate(CERTIFICATE).withPrivateKey(KEY);
		return SslBundle.of(new PemSslStoreBundle(store, null)).createSslContext().getServerSocketFactory();
	}

	/**
	 * The properties of an application that trusts it.
	 */
	static String[] trusted() {
		return new String[] { "spring.ssl.bundle.pem.test.truststore.certificate=" + CERTIFICATE,
				"spring.http.clients.ssl.bundle=test" };
	}

}
