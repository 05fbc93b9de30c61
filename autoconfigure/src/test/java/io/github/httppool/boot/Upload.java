package io.github.httppool.boot;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

import reactor.core.publisher.Flux;

import org.springframework.core.io.AbstractResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;
import org.springframework.http.StreamingHttpOutputMessage;

/**
 * The ways in which a body is sent whose length was announced before.
 */
enum Upload {

	/**
	 * A resource that says how long it is.
	 */
	REST_CLIENT_RESOURCE(ClientKind.REST_CLIENT) {

		@Override
		Object body(String content, long announced, Path directory) {
			return new DeclaredResource(bytes(content), announced);
		}

	},

	REST_TEMPLATE_RESOURCE(ClientKind.REST_TEMPLATE) {

		@Override
		Object body(String content, long announced, Path directory) {
			return new DeclaredResource(bytes(content), announced);
		}

	},

	WEB_CLIENT_RESOURCE(ClientKind.WEB_CLIENT) {

		@Override
		Object body(String content, long announced, Path directory) {
			return new DeclaredResource(bytes(content), announced);
		}

	},

	/**
	 * A body that writes itself to a stream, announced by a header.
	 */
	REST_CLIENT_STREAM(ClientKind.REST_CLIENT) {

		@Override
		Object body(String content, long announced, Path directory) {
			StreamingHttpOutputMessage.Body body = (out) -> out.write(bytes(content));
			return body;
		}

	},

	/**
	 * Pieces as they are published, announced by a header.
	 */
	WEB_CLIENT_PUBLISHER(ClientKind.WEB_CLIENT) {

		@Override
		Object body(String content, long announced, Path directory) {
			return Flux.range(0, content.length() / PIECE + 1)
				.map((i) -> buffer(content.substring(i * PIECE, Math.min((i + 1) * PIECE, content.length()))));
		}

	},

	/**
	 * A file that has changed since a header announced its length. Goes from the file to
	 * the socket without a copy.
	 */
	WEB_CLIENT_FILE(ClientKind.WEB_CLIENT) {

		@Override
		Object body(String content, long announced, Path directory) {
			try {
				return new FileSystemResource(
						Files.writeString(directory.resolve("upload"), content, StandardCharsets.ISO_8859_1));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	};

	private static final int PIECE = 4096;

	private final ClientKind client;

	Upload(ClientKind client) {
		this.client = client;
	}

	ClientKind client() {
		return this.client;
	}

	/**
	 * Sends a body.
	 * @param content what is sent
	 * @param announced what its length is said to be
	 * @param directory where a file may be put
	 */
	CompletableFuture<ResponseEntity<String>> send(PooledApplication application, URI uri, String content,
			long announced, Path directory) {
		Object body = body(content, announced, directory);
		HttpHeaders headers = new HttpHeaders();
		if (!(body instanceof DeclaredResource)) {
			headers.setContentLength(announced);
		}
		return this.client.send(application, new RequestEntity<>(body, headers, HttpMethod.POST, uri));
	}

	abstract Object body(String content, long announced, Path directory);

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

	static DataBuffer buffer(String text) {
		return DefaultDataBufferFactory.sharedInstance.wrap(bytes(text));
	}

	private static final class DeclaredResource extends AbstractResource {

		private final byte[] content;

		private final long length;

		DeclaredResource(byte[] content, long length) {
			this.content = content;
			this.length = length;
		}

		@Override
		public long contentLength() {
			return this.length;
		}

		@Override
		public InputStream getInputStream() {
			return new ByteArrayInputStream(this.content);
		}

		@Override
		public String getDescription() {
			return "resource that says its length is " + this.length;
		}

	}

}
