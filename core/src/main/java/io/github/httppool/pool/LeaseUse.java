package io.github.httppool.pool;

import org.jspecify.annotations.Nullable;

/**
 * What has become of a lease so far.
 *
 * @param holder who is to act before it can end
 * @param unreadSince since when the application has read nothing of the response, if the
 * application is to act; in nanoseconds
 * @param request method and URI template of the call, or path without query; {@code null}
 * if that is not known
 */
public record LeaseUse(LeaseHolder holder, long unreadSince, @Nullable String request) {

}
