/**
 * What figures of a pool mean, in words: how large it should be, what stands out, how it
 * is. Plain Java without state, but for what was logged before; called with no lock held.
 */
@NullMarked
package io.github.httppool.advice;

import org.jspecify.annotations.NullMarked;
