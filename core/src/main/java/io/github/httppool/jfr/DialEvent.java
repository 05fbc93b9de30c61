package io.github.httppool.jfr;

import java.time.Duration;
import java.util.Map;

import io.github.httppool.CallPhase;
import io.github.httppool.text.ErrorInWords;
import io.github.httppool.text.Printable;
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
 * A connection was opened, or could not be.
 */
@Name("io.github.httppool.Dial")
@Label("HTTP Connection Dial")
@Description("A connection was opened, its TLS handshake included, or could not be")
@Category("HTTP pool")
@Enabled(false)
@StackTrace(false)
@Threshold("0 ms")
public final class DialEvent extends PoolJfrEvent {

	@Label("Successful")
	boolean successful;

	@Label("Error")
	@Nullable String error;

	@Label("DNS")
	@Timespan(Timespan.NANOSECONDS)
	long dns;

	@Label("TCP")
	@Timespan(Timespan.NANOSECONDS)
	long tcp;

	@Label("TLS")
	@Timespan(Timespan.NANOSECONDS)
	long tls;

	DialEvent() {
	}

	/**
	 * A connection begins to be opened.
	 * @param poolName name of the pool
	 * @param hostLabel host and port
	 * @param id number of the connection
	 */
	public void begin(String poolName, String hostLabel, long id) {
		this.pool = poolName;
		this.host = hostLabel;
		this.connectionId = id;
		begin();
	}

	/**
	 * The dial has ended. Writes the event if it has lasted long enough.
	 * @param phases how long each of its phases has lasted
	 * @param failure why it has failed, {@code null} if the connection is open
	 */
	public void end(Map<CallPhase, Duration> phases, @Nullable Throwable failure) {
		end();
		if (shouldCommit()) {
			this.dns = nanos(phases, CallPhase.DNS);
			this.tcp = nanos(phases, CallPhase.TCP);
			this.tls = nanos(phases, CallPhase.TLS);
			this.successful = failure == null;
			this.error = (failure != null) ? describe(failure) : null;
			commit();
		}
	}

	private static String describe(Throwable failure) {
		return failure.getClass().getSimpleName() + ": "
				+ Printable.line(ErrorInWords.of(failure), Printable.MAX_LENGTH);
	}

	private static long nanos(Map<CallPhase, Duration> phases, CallPhase phase) {
		return phases.getOrDefault(phase, Duration.ZERO).toNanos();
	}

}
