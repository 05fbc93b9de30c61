/**
 * How Spring Boot's builders, named clients and HTTP service groups get their clients on
 * a pool, and how clients that are on none are found.
 */
@NullMarked
package io.github.httppool.boot;

import org.jspecify.annotations.NullMarked;
