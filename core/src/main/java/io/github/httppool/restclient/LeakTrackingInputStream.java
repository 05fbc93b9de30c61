package io.github.httppool.restclient;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Reference;

/**
 * The response stream that the application holds. The library holds no strong reference
 * to it, so that it becomes unreachable when the application drops it; all that the
 * connection needs is in the stream behind it.
 * <p>
 * Fences keep it reachable while a method runs: otherwise it may become unreachable in
 * the middle of its last read, because the compiler sees no further use of it.
 */
final class LeakTrackingInputStream extends InputStream {

	private final StreamedBody body;

	LeakTrackingInputStream(StreamedBody body) {
		this.body = body;
	}

	@Override
	public int read() throws IOException {
		try {
			return this.body.read();
		}
		finally {
			Reference.reachabilityFence(this);
		}
	}

	@Override
	public int read(byte[] target, int offset, int count) throws IOException {
		try {
			return this.body.read(target, offset, count);
		}
		finally {
			Reference.reachabilityFence(this);
		}
	}

	@Override
	public int available() throws IOException {
		return this.body.available();
	}

	@Override
	public void close() {
		try {
			this.body.close();
		}
		finally {
			Reference.reachabilityFence(this);
		}
	}

}
