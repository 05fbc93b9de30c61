package io.github.httppool.jfr;

import io.github.httppool.HttpPoolListener;
import io.github.httppool.LeakKind;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * A response is, or may be, leaking.
 */
@Name("io.github.httppool.Leak")
@Label("HTTP Response Leak")
@Description("A response was never closed by the application, or may be about to")
@Category("HTTP pool")
@Enabled(false)
@StackTrace(false)
final class LeakEvent extends PoolJfrEvent {

	@Label("Kind")
	@Nullable String kind;

	@Label("Request")
	@Nullable String request;

	@Label("Call Site")
	@Nullable String callSite;

	@Label("Held")
	@Timespan(Timespan.NANOSECONDS)
	long held;

	void write(LeakKind found, HttpPoolListener.Leak leak) {
		this.pool = leak.pool();
		this.host = leak.host();
		this.connectionId = leak.connectionId();
		this.kind = found.name();
		this.request = leak.request();
		this.callSite = leak.callSite();
		this.held = leak.heldNanos();
		commit();
	}

}
