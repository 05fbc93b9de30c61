package io.github.httppool;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What a pool holds for one address of a host's name, at one moment.
 *
 * @param address address in figures, and port
 * @param active connections leased to calls
 * @param idle open connections that wait for a call
 * @param connecting connections being opened
 * @param deadSince since when no connection could be opened, or {@code null} if the last
 * attempt was successful or there was none
 */
public record AddressSnapshot(String address, int active, int idle, int connecting, @Nullable Instant deadSince) {

}
