/**
 * Pools and clients for an application without Spring Boot.
 */
@NullMarked
package io.github.httppool.standalone;

import org.jspecify.annotations.NullMarked;
