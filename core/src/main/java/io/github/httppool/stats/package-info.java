/**
 * What has happened in a pool within the last minutes: sliding windows of constant size,
 * in plain Java, with the time as an argument. None of it is safe for use by several
 * threads: the pool records and reads it under its lock.
 */
@NullMarked
package io.github.httppool.stats;

import org.jspecify.annotations.NullMarked;
