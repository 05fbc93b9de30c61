/**
 * The Actuator endpoint: state and counters of the pools, as JSON and over JMX.
 */
@NullMarked
package io.github.httppool.actuate;

import org.jspecify.annotations.NullMarked;
