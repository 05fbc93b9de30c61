package io.github.httppool.netty;

import io.github.httppool.call.DialTimes;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;

/**
 * What a connection keeps of the {@link Dial} that has opened it.
 *
 * @param times when the dial came into which phase
 * @param name the name that was dialed, or {@code null} if the pool did not resolve one
 * @param tls what TLS is spoken with, if any
 * @param eventLoop the event loop that was taken, to be released with the connection;
 * {@code null} if it is none of the pool's
 */
record Origin(DialTimes times, NameLookups.@Nullable Name name, @Nullable SslContext tls,
		@Nullable EventLoop eventLoop) {

}
