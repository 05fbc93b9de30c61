/**
 * How text that comes from outside, such as a path or a host name, is shown. Used by
 * every package but the root; not meant for applications.
 */
@NullMarked
package io.github.httppool.text;

import org.jspecify.annotations.NullMarked;
