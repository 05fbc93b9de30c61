/**
 * An upstream that misbehaves at random, calls of every kind to it, and a verdict on each
 * call. A {@link io.github.httppool.benchmarks.misbehave.Story} says what happens in a
 * call, to both sides; a {@link io.github.httppool.benchmarks.misbehave.Run} makes the
 * calls; a {@link io.github.httppool.benchmarks.misbehave.Report} says what the client is
 * to blame for.
 */
package io.github.httppool.benchmarks.misbehave;
