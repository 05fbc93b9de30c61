/**
 * For the tests of applications: no call may be left open.
 */
@NullMarked
package io.github.httppool.test;

import org.jspecify.annotations.NullMarked;
