/**
 * The properties under {@code httppool}: their names, defaults, origins and rules, and
 * the messages about them. Internal, except for the keys.
 */
@NullMarked
package io.github.httppool.autoconfigure.properties;

import org.jspecify.annotations.NullMarked;
