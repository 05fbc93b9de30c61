package io.github.httppool.netty;

import java.util.Collections;

import io.github.httppool.CallFlag;
import io.github.httppool.CallOutcome;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.call.Call;
import io.github.httppool.events.AccessLog;
import io.github.httppool.events.EndedCall;
import io.github.httppool.events.PoolRecorder;
import io.github.httppool.pool.CompositeHttpPoolListener;
import io.github.httppool.pool.HostLabel;
import io.github.httppool.text.GuardedLog;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whom the ends of the calls of one pool are told: the flight recorder, the access log
 * and the listeners. A call that went well, and that none of them wants, costs some looks
 * at what they want, and allocates nothing. Thread-safe.
 */
final class EndedCalls {

	private static final Log logger = LogFactory.getLog(EndedCalls.class);

	private final String pool;

	private final CompositeHttpPoolListener listeners;

	private final PoolRecorder recorder;

	private final AccessLog accessLog;

	EndedCalls(String pool, CompositeHttpPoolListener listeners, PoolRecorder recorder, AccessLog accessLog) {
		this.pool = pool;
		this.listeners = listeners;
		this.recorder = recorder;
		this.accessLog = accessLog;
	}

	/**
	 * Returns whether anybody wants to be told of calls that begin now. Who begins to do
	 * so later, as the level of the access log is changed, hears of later calls.
	 */
	boolean wantsAny() {
		return this.recorder.isOn() || this.accessLog.isOn() || this.listeners.hearEndsOfCalls();
	}

	/**
	 * A call has ended. Throws nothing: the caller of the call has to be told next.
	 * @param last its last attempt
	 * @param call the call
	 * @param outcome how it has ended
	 * @param now the time
	 */
	void ended(ReactorAcquire last, Call call, CallOutcome outcome, long now) {
		try {
			report(last, call, outcome, now);
		}
		catch (Throwable ex) {
			warn(ex);
		}
		try {
			tell(last, call, outcome, now);
		}
		catch (Throwable ex) {
			warn(ex);
		}
	}

	private static void warn(Throwable thrown) {
		GuardedLog.write(logger::warn, "The end of a call could not be told", thrown);
	}

	private void report(ReactorAcquire last, Call call, CallOutcome outcome, long now) {
		if (!this.recorder.isOn() && !this.accessLog.isOn()) {
			return;
		}
		LeasedConnection lease = last.lease();
		CallFlag flag = CallBlame.of(call, outcome, lease, last.failure());
		boolean ordinary = flag == CallFlag.OK;
		boolean recorded = ordinary ? this.recorder.takesOrdinaryCall(now) : this.recorder.isOn();
		boolean logged = this.accessLog.takes(ordinary);
		if (!recorded && !logged) {
			return;
		}
		EndedCall ended = describe(last, call, outcome, flag, now);
		if (recorded && ordinary) {
			this.recorder.ordinaryCall(ended);
		}
		else if (recorded) {
			this.recorder.wrongCall(ended);
		}
		if (logged) {
			this.accessLog.write(ended);
		}
	}

	private static EndedCall describe(ReactorAcquire last, Call call, CallOutcome outcome, CallFlag flag, long now) {
		LeasedConnection lease = last.lease();
		String name = nameOf(call, lease, last);
		int space = (name != null) ? name.indexOf(' ') : -1;
		return new EndedCall(HostLabel.of(last.address()), (name != null) ? name.substring(0, space) : null,
				(name != null) ? name.substring(space + 1) : null, call.callSite(), outcome, flag,
				(lease != null) ? lease.status() : 0, call.attempts(), call.phases(now),
				(lease != null) ? lease.used(now) : null, (outcome == CallOutcome.FAILED) ? last.failure() : null);
	}

	/**
	 * Returns method and path, which a space separates.
	 */
	private static @Nullable String nameOf(Call call, @Nullable LeasedConnection lease, ReactorAcquire last) {
		String template = call.template();
		if (template != null) {
			return template;
		}
		String sent = (lease != null) ? lease.request() : null;
		return (sent != null) ? sent : last.nameOfRequest();
	}

	private void tell(ReactorAcquire last, Call call, CallOutcome outcome, long now) {
		if (this.listeners.hearEndsOfCalls()) {
			this.listeners.tell(HttpPoolListener::callEnded,
					new HttpPoolListener.CallEnded(this.pool, HostLabel.of(last.address()), call.template(),
							call.attempts(), outcome, Collections.unmodifiableMap(call.phases(now))));
		}
	}

}
