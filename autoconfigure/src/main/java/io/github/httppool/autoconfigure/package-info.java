/**
 * Wires the pool into Spring Boot: binds {@code httppool.*}, refuses what contradicts
 * itself, and puts the application's HTTP clients on the pool.
 */
@NullMarked
package io.github.httppool.autoconfigure;

import org.jspecify.annotations.NullMarked;
