/**
 * All that is about the properties under {@code httppool}: their names, defaults and
 * origins, what they must be, and what is said of them. Internal, except for the keys.
 */
@NullMarked
package io.github.httppool.autoconfigure.properties;

import org.jspecify.annotations.NullMarked;
