package io.github.httppool.restclient;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.httppool.RawServer;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Keeps the requests as they came, and answers with an empty 200 unless told otherwise.
 */
final class EchoServer implements AfterEachCallback {

	private static final Pattern CONTENT_LENGTH = Pattern.compile("\r\ncontent-length: (\\d+)\r\n");

	private final RawServer server = new RawServer().serving(this::serve);

	private final List<String> heads = new CopyOnWriteArrayList<>();

	private final AtomicReference<byte[]> body = new AtomicReference<>();

	private volatile Runnable onHead = () -> {
	};

	private volatile UnaryOperator<String> answer = (head) -> RawServer.ok("");

	/** What to do when the headers are there, before the body is read. */
	void onHead(Runnable onHead) {
		this.onHead = onHead;
	}

	/** What to answer to the headers. */
	void answer(UnaryOperator<String> answer) {
		this.answer = answer;
	}

	URI uri() {
		return this.server.uri("/x?y=1");
	}

	int connections() {
		return this.server.connections();
	}

	/** The last one's. */
	String head() {
		return this.heads.get(this.heads.size() - 1);
	}

	List<String> heads() {
		return this.heads;
	}

	String body() {
		return new String(this.body.get(), StandardCharsets.US_ASCII);
	}

	int bodyLength() {
		return this.body.get().length;
	}

	private void serve(RawServer.Client client) throws IOException {
		for (String head = client.readHead(); head != null; head = client.readHead()) {
			this.heads.add(head);
			this.onHead.run();
			this.body.set(readBody(head.toLowerCase(Locale.ROOT), client.socket().getInputStream()));
			client.write(this.answer.apply(head));
		}
	}

	private static byte[] readBody(String head, InputStream in) throws IOException {
		if (head.contains("\r\ntransfer-encoding: chunked\r\n")) {
			return readChunks(in);
		}
		Matcher length = CONTENT_LENGTH.matcher(head);
		return length.find() ? in.readNBytes(Integer.parseInt(length.group(1))) : new byte[0];
	}

	private static byte[] readChunks(InputStream in) throws IOException {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		for (int size = readSize(in); size != 0; size = readSize(in)) {
			body.write(in.readNBytes(size));
			in.readNBytes(2);
		}
		in.readNBytes(2);
		return body.toByteArray();
	}

	private static int readSize(InputStream in) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int b = in.read(); b != '\n'; b = in.read()) {
			if (b < 0) {
				throw new EOFException();
			}
			line.append((char) b);
		}
		return Integer.parseInt(line.toString().trim(), 16);
	}

	@Override
	public void afterEach(ExtensionContext context) throws IOException {
		this.server.afterEach(context);
	}

}
