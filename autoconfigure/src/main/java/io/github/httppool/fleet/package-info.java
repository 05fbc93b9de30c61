/**
 * How many instances of the application run: asked for from time to time, on a thread of
 * its own, and damped. Plain Java; who counts them, and what is done with the number, is
 * wired by others.
 */
@NullMarked
package io.github.httppool.fleet;

import org.jspecify.annotations.NullMarked;
