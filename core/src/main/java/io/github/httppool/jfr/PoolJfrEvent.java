package io.github.httppool.jfr;

import jdk.jfr.Category;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/**
 * What all events of the pools have. Their stack would be that of an event loop, so it is
 * not recorded.
 */
@Category("HTTP pool")
@Enabled(false)
@StackTrace(false)
abstract class PoolJfrEvent extends Event {

	@Label("Pool")
	@Nullable String pool;

	@Label("Host")
	@Nullable String host;

	@Label("Connection")
	long connectionId;

}
