/**
 * What has happened in the pools, for people: the flight recorder, which keeps the last
 * events in constant memory, and the access log, a line for each call.
 */
@NullMarked
package io.github.httppool.events;

import org.jspecify.annotations.NullMarked;
