package io.github.httppool.restclient;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Reference;

/**
 * The stream of a response in the application's hands. Nothing of ours refers to it, so
 * that it becomes unreachable when the application has forgotten it; whatever the
 * connection needs is in the stream behind it.
 * <p>
 * Fences keep it reachable while a method runs: the compiler may otherwise see that
 * nobody uses it any more in the middle of its last read.
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
