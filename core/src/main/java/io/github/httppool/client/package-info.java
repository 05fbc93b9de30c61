/**
 * What both kinds of clients share: the named clients that an application injects, the
 * options of a call, and the description of a call, its target and its failure.
 */
@NullMarked
package io.github.httppool.client;

import org.jspecify.annotations.NullMarked;
