/**
 * The Actuator endpoint: what the pools hold and have done, as JSON and over JMX.
 */
@NullMarked
package io.github.httppool.actuate;

import org.jspecify.annotations.NullMarked;
