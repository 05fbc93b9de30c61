/**
 * Events for the Java runtime's own flight recorder (JFR). Off unless a recording asks
 * for them, and absent from a runtime image without the module {@code jdk.jfr}: only this
 * package knows that module, and only its {@link io.github.httppool.jfr.JfrEvents} may be
 * used without looking whether it is there.
 */
@NullMarked
package io.github.httppool.jfr;

import org.jspecify.annotations.NullMarked;
