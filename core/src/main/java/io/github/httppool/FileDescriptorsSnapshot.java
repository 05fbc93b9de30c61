package io.github.httppool;

/**
 * Files and sockets of this process, at one moment.
 *
 * @param open how many are open
 * @param max how many may be ({@code ulimit -n})
 */
public record FileDescriptorsSnapshot(long open, long max) {

}
