package io.github.httppool.boot;

import java.io.InputStream;

import org.springframework.core.io.AbstractResource;

/**
 * A body that is sent as it is read, and is never over.
 */
final class EndlessResource extends AbstractResource {

	@Override
	public long contentLength() {
		return Long.MAX_VALUE;
	}

	@Override
	public InputStream getInputStream() {
		return new InputStream() {

			@Override
			public int read() {
				return 0;
			}

			@Override
			public int read(byte[] target, int offset, int count) {
				return count;
			}

		};
	}

	@Override
	public String getDescription() {
		return "endless resource";
	}

}
