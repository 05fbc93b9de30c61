/**
 * The mistakes that lose responses. Each class is a service as one finds it in
 * applications, with one bug, so that what the pool reports names the class to mend.
 */
@NullMarked
package io.github.httppool.sample.leaks;

import org.jspecify.annotations.NullMarked;
