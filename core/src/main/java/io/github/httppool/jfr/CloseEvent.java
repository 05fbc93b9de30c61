package io.github.httppool.jfr;

import io.github.httppool.HttpPoolListener;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * A connection was closed.
 */
@Name("io.github.httppool.Close")
@Label("HTTP Connection Close")
@Description("A connection was closed, and why")
@Category("HTTP pool")
@Enabled(false)
@StackTrace(false)
final class CloseEvent extends PoolJfrEvent {

	@Label("Reason")
	@Nullable String reason;

	@Label("Age")
	@Timespan(Timespan.NANOSECONDS)
	long age;

	@Label("Calls")
	long calls;

	void write(HttpPoolListener.Closed closed) {
		this.pool = closed.pool();
		this.host = closed.host();
		this.connectionId = closed.connectionId();
		this.reason = closed.reason().name();
		this.age = closed.ageNanos();
		this.calls = closed.requests();
		commit();
	}

}
