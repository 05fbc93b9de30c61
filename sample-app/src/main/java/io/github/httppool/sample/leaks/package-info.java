/**
 * Mistakes that lose responses. Each class is a typical service of an application with
 * one bug, so that the pool's reports name the class to fix.
 */
@NullMarked
package io.github.httppool.sample.leaks;

import org.jspecify.annotations.NullMarked;
