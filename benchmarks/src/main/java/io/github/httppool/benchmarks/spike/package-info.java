/**
 * Many calls at once on few warm connections, when opening one takes long.
 */
package io.github.httppool.benchmarks.spike;
