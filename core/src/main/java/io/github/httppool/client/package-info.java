/**
 * What both kinds of clients share: named clients for an application to inject, options
 * of a call, and how a call, its target and its failure are described.
 */
@NullMarked
package io.github.httppool.client;

import org.jspecify.annotations.NullMarked;
