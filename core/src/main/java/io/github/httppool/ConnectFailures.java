package io.github.httppool;

/**
 * Attempts to connect to a host that have failed in a row. While there are any, no caller
 * causes another one: the pool makes one at a time, after a pause.
 *
 * @param attempts how many have failed
 * @param lastError message of the last one, in one line
 */
public record ConnectFailures(int attempts, String lastError) {

}
