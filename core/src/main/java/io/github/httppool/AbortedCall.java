package io.github.httppool;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A call that had not ended when a drain ran out of time.
 *
 * @param request method and URI template of the call, or path without query; {@code null}
 * if it had no connection and was not made by one of the pool's clients
 * @param host host and port of its last request
 * @param age how long it had lasted, with all its attempts
 * @param callSite class, method and line where it was made; if that was not recorded,
 * class and method of the HTTP interface, or {@code null} if it was not made through one
 */
public record AbortedCall(@Nullable String request, String host, Duration age, @Nullable String callSite) {

	/**
	 * Describes the call, as in {@code GET /orders/{id} to orders.example:443 after 19.8
	 * s, called from com.acme.OrderClient.find(OrderClient.java:42)}.
	 * @return the description, on one line
	 */
	public String describe() {
		return ((this.request != null) ? this.request : "a call") + " to " + this.host + " after "
				+ DrainReceipt.inWords(this.age) + ((this.callSite != null) ? ", called from " + this.callSite : "");
	}

}
