package io.github.httppool.boot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A certificate that a client shows, signed by itself, with its key, made by the JDK's
 * {@code keytool}.
 *
 * @param name common name of its subject
 * @param certificate the certificate
 * @param key its private key, as PEM
 */
record ClientCertificate(String name, X509Certificate certificate, String key) {

	private static final String PASSWORD = "changeit";

	static ClientCertificate create(String name, Path directory) {
		Path store = directory.resolve(name + ".p12");
		run("-genkeypair", "-alias", name, "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + name,
				"-validity", "2", "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD);
		try (InputStream in = Files.newInputStream(store)) {
			KeyStore keys = KeyStore.getInstance("PKCS12");
			keys.load(in, PASSWORD.toCharArray());
			return new ClientCertificate(name, (X509Certificate) keys.getCertificate(name),
					pem("PRIVATE KEY", keys.getKey(name, PASSWORD.toCharArray()).getEncoded()));
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void run(String... arguments) {
		String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
		try {
			Process process = new ProcessBuilder(Stream.concat(Stream.of(tool), List.of(arguments).stream()).toList())
				.redirectErrorStream(true)
				.start();
			String output = new String(process.getInputStream().readAllBytes());
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).as(output).isZero();
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String pem(String type, byte[] bytes) {
		return "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(type,
				Base64.getMimeEncoder().encodeToString(bytes));
	}

	/**
	 * The certificate as PEM.
	 */
	String pem() {
		try {
			return pem("CERTIFICATE", this.certificate.getEncoded());
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Has this certificate and its key be those of a bundle, which sees both change at
	 * once.
	 */
	void install(Path certificateFile, Path keyFile) {
		try {
			replace(keyFile, this.key);
			replace(certificateFile, pem());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void replace(Path file, String text) throws IOException {
		Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), text);
		Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
	}

}
