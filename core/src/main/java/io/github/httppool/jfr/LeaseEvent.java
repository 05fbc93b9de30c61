package io.github.httppool.jfr;

import io.github.httppool.CloseReason;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * A call has had a connection.
 */
@Name("io.github.httppool.Lease")
@Label("HTTP Connection Lease")
@Description("A call has had a connection, from the moment it got it to its return or close")
@Category("HTTP pool")
@Enabled(false)
@StackTrace(false)
@Threshold("10 ms")
public final class LeaseEvent extends PoolJfrEvent {

	@Label("Request")
	@Nullable String request;

	@Label("Status")
	int status;

	@Label("Waited")
	@Timespan(Timespan.NANOSECONDS)
	long waited;

	@Label("Earlier Calls")
	long earlierCalls;

	@Label("Close Reason")
	@Nullable String closeReason;

	LeaseEvent() {
	}

	/**
	 * A call has got a connection.
	 * @param poolName name of the pool
	 * @param hostLabel host and port
	 * @param id number of the connection
	 * @param earlier how many calls it has served before
	 * @param waitedNanos how long the call has waited for it
	 */
	public void begin(String poolName, String hostLabel, long id, long earlier, long waitedNanos) {
		this.pool = poolName;
		this.host = hostLabel;
		this.connectionId = id;
		this.earlierCalls = earlier;
		this.waited = waitedNanos;
		begin();
	}

	/**
	 * The lease has ended. Writes the event if it has lasted long enough.
	 * @param name method and URI template of the call, or path without query
	 * @param code status code of the response, 0 if there was none
	 * @param reason why the connection is being closed, if it is
	 */
	public void end(@Nullable String name, int code, @Nullable CloseReason reason) {
		end();
		if (shouldCommit()) {
			this.request = name;
			this.status = code;
			this.closeReason = (reason != null) ? reason.name() : null;
			commit();
		}
	}

}
