package io.github.httppool.netty.encoding;

import java.io.IOException;
import java.util.function.Supplier;

/**
 * How many bytes a body may decode to.
 *
 * @param bytes the limit
 * @param failure makes what a response fails with that exceeds it
 */
public record DecodedLimit(long bytes, Supplier<IOException> failure) {

	/** A body may decode to any number of bytes. */
	public static final DecodedLimit NONE = new DecodedLimit(Long.MAX_VALUE,
			() -> new IOException("The decoded response body is larger than any"));

}
