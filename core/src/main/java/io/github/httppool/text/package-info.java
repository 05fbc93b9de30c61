/**
 * Formatting of text for messages, above all text from outside such as a path or a host
 * name. Used by every package but the root; not meant for applications.
 */
@NullMarked
package io.github.httppool.text;

import org.jspecify.annotations.NullMarked;
