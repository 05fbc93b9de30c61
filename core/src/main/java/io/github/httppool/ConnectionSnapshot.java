package io.github.httppool;

import org.jspecify.annotations.Nullable;

/**
 * One connection of a pool, at one moment. Times are in milliseconds.
 *
 * @param id number of the connection, unique in the application
 * @param host host and port
 * @param localPort local port of the socket, or {@code null} while there is none
 * @param protocol protocol spoken, or {@code null} while connecting
 * @param tls whether the connection is encrypted
 * @param state what it is doing
 * @param ageMillis time since it was opened
 * @param idleMillis time since its last call ended, 0 unless idle
 * @param leasedMillis time since its current call began, 0 unless active
 * @param requests calls it has served, the current one included
 * @param request method and path of its current call, without query, or {@code null}
 * @param callSite class, method and line that made its current call; if that was not
 * recorded, because only a sample of the calls is
 * ({@code leak-detection.call-site-sampling}), class and method of the HTTP interface, or
 * {@code null} if the call was not made through one
 */
public record ConnectionSnapshot(long id, String host, @Nullable Integer localPort, @Nullable String protocol,
		boolean tls, ConnectionState state, long ageMillis, long idleMillis, long leasedMillis, long requests,
		@Nullable String request, @Nullable String callSite) {

}
