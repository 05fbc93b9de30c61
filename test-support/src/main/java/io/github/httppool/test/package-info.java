/**
 * Support for an application's tests: detects calls that a test leaves open.
 */
@NullMarked
package io.github.httppool.test;

import org.jspecify.annotations.NullMarked;
