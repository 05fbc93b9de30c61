/**
 * Integrates the pools into Spring Boot: binds {@code httppool.*}, rejects contradictory
 * values, and puts the application's HTTP clients on the pools.
 */
@NullMarked
package io.github.httppool.autoconfigure;

import org.jspecify.annotations.NullMarked;
