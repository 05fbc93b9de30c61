/**
 * Puts the clients of Spring Boot's builders, named clients and HTTP service groups on
 * the pools, and finds clients that use no pool.
 */
@NullMarked
package io.github.httppool.boot;

import org.jspecify.annotations.NullMarked;
