/**
 * Response bodies and their content encodings: gzip, deflate, and what optional libraries
 * can decode. Knows nothing of pools.
 */
@NullMarked
package io.github.httppool.netty.encoding;

import org.jspecify.annotations.NullMarked;
