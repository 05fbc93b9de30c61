package io.github.httppool.metrics;

/**
 * How an attempt to open a connection ended.
 */
enum CreationOutcome {

	SUCCESS, ERROR

}
