package io.github.httppool.benchmarks.misbehave;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The upstream's end of a connection. Used by one thread, and closed by any.
 */
final class Connection implements AutoCloseable {

	private static final int MAX_LINE = 10_000;

	private final Socket socket;

	private final InputStream in;

	private final OutputStream out;

	private final Pauses pauses;

	private Optional<String> spentBy = Optional.empty();

	private Optional<Disturbance> disturbance = Optional.empty();

	private boolean finished;

	Connection(Socket socket, Pauses pauses) throws IOException {
		this.socket = socket;
		this.pauses = pauses;
		socket.setTcpNoDelay(true);
		this.in = new BufferedInputStream(socket.getInputStream());
		this.out = socket.getOutputStream();
	}

	/**
	 * Says from now on that no request may come any more.
	 * @param reason why, as the client can tell, too
	 */
	void spend(String reason) {
		this.spentBy = Optional.of(this.spentBy.orElse(reason));
	}

	/**
	 * Returns in which state the connection was for the request that has just come.
	 */
	Arrival arrival() {
		Optional<Disturbance> last = this.disturbance;
		this.disturbance = Optional.empty();
		boolean unnoticed = last.map(Disturbance::pauses).filter(this.pauses::isSame).isPresent();
		if (!unnoticed) {
			last.ifPresent((disturbance) -> spend(disturbance.reason() + ", before a pause"));
		}
		return new Arrival(this.spentBy, unnoticed, last.map(Disturbance::surplus).orElse(""));
	}

	/**
	 * Returns since when the connection was of no use without the client being able to
	 * know, if no request has come since.
	 */
	Optional<Long> disturbedAt() {
		return this.disturbance.filter((last) -> this.spentBy.isEmpty()).map(Disturbance::at);
	}

	boolean isFinished() {
		return this.finished;
	}

	// What the client sends

	/**
	 * Returns whether the client sends something, or closes, within a time.
	 */
	boolean awaitClient(Duration time) throws IOException {
		if (this.in.available() > 0) {
			return true;
		}
		if (time.isZero()) {
			return false;
		}
		this.socket.setSoTimeout((int) time.toMillis());
		this.in.mark(1);
		try {
			this.in.read();
			this.in.reset();
			return true;
		}
		catch (SocketTimeoutException ex) {
			return false;
		}
		finally {
			this.socket.setSoTimeout(0);
		}
	}

	/**
	 * Returns the head of the next request, or nothing if the client has closed.
	 */
	Optional<Request> readRequest() throws IOException {
		this.in.mark(1);
		if (this.in.read() < 0) {
			return Optional.empty();
		}
		this.in.reset();
		String line = readLine();
		Map<String, String> headers = new HashMap<>();
		String header;
		while (!(header = readLine()).isEmpty()) {
			int colon = header.indexOf(':');
			if (colon > 0) {
				headers.put(header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).trim());
			}
		}
		return Optional.of(new Request(line, headers));
	}

	byte[] readBody(Request request) throws IOException {
		return request.isChunked() ? readChunks() : readExactly(request.length());
	}

	/**
	 * Reads a body that may not come to its end.
	 */
	byte[] readBody(Request request, Duration patience) throws IOException {
		this.socket.setSoTimeout((int) patience.toMillis());
		byte[] body = readBody(request);
		this.socket.setSoTimeout(0);
		return body;
	}

	private byte[] readChunks() throws IOException {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		int size;
		while ((size = Integer.parseInt(readLine(), 16)) > 0) {
			body.writeBytes(readExactly(size));
			readLine();
		}
		while (!readLine().isEmpty()) {
			// A trailer.
		}
		return body.toByteArray();
	}

	private byte[] readExactly(int size) throws IOException {
		byte[] bytes = this.in.readNBytes(size);
		if (bytes.length < size) {
			throw new EOFException("The request ends within its body");
		}
		return bytes;
	}

	private String readLine() throws IOException {
		StringBuilder line = new StringBuilder();
		int b;
		while ((b = this.in.read()) != '\n' && line.length() < MAX_LINE) {
			if (b < 0) {
				throw new EOFException("The request ends within a line");
			}
			line.append((char) b);
		}
		return line.toString().stripTrailing();
	}

	// What the client gets

	void write(byte[] bytes) throws IOException {
		this.out.write(bytes);
	}

	/**
	 * Writes what belongs to no answer, at a moment at which the client may just be
	 * sending the next request.
	 */
	void disturb(byte[] surplus, String reason) throws IOException {
		write(surplus);
		this.disturbance = Optional.of(disturbance(reason, Bytes.text(surplus)));
	}

	/**
	 * Ends what the upstream has to say. The client can still send, so that the upstream
	 * sees if it does.
	 */
	void finish(String reason) throws IOException {
		if (!this.finished) {
			this.finished = true;
			this.socket.shutdownOutput();
			this.disturbance = Optional.of(disturbance(reason, ""));
		}
	}

	/**
	 * Reads and ignores everything until the client closes.
	 */
	void drain() throws IOException {
		this.in.transferTo(OutputStream.nullOutputStream());
	}

	/**
	 * Closes with a reset. What the client sends at that moment is lost.
	 */
	void reset(String reason) throws IOException {
		this.disturbance = Optional.of(disturbance(reason, ""));
		this.socket.setSoLinger(true, 0);
		this.socket.close();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	private Disturbance disturbance(String reason, String surplus) {
		return new Disturbance(reason, surplus, System.nanoTime(), this.pauses.count());
	}

	/**
	 * Something of which the client learns on its own time only.
	 */
	private record Disturbance(String reason, String surplus, long at, int pauses) {
	}

}
