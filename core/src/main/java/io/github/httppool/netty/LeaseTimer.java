package io.github.httppool.netty;

import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.github.httppool.HttpPoolSettings;
import io.github.httppool.call.Call;
import io.github.httppool.call.Deadline;
import io.github.httppool.call.TimeLimit;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * Watches the limits of the call that has a connection. One timer task serves all limits
 * and many calls: it is neither cancelled nor set when a phase begins or ends, but runs
 * more often than the shortest limit, and looks what the call waits for by then. So a
 * call costs no more than writing some fields.
 * <p>
 * An event loop that was busy runs its timers before it reads: what the call waits for
 * may be there and not be read yet. So a timer that is due looks once more, after the
 * event loop has read what there is. Used on the connection's event loop only. Times are
 * in nanoseconds.
 */
final class LeaseTimer implements Runnable {

	/**
	 * How often it is looked within {@code read-idle} whether a body flows.
	 */
	private static final int LOOKS_AT_FLOW = 8;

	/**
	 * How often it is looked within {@code write-idle} whether the server takes more of
	 * what it has not taken at once, as nobody tells: the limit is late by one look at
	 * most.
	 */
	private static final int LOOKS_WHILE_WRITING = 256;

	private static final long SHORTEST_LOOK = TimeUnit.MILLISECONDS.toNanos(1);

	private final PooledConnection connection;

	private final EventLoop eventLoop;

	private final long responseNanos;

	private final long readIdleNanos;

	private final long writeIdleNanos;

	/** At most this long until the next look. */
	private final long interval;

	/** The same, while the server has to take more of the request. */
	private final long writingInterval;

	private final SentBytes sent;

	private final BodyFlow flow;

	private @Nullable LeasedConnection lease;

	private boolean awaitingResponse;

	private long responseDeadline;

	private long lastRead;

	// For how long after the deadline the default of the total limit waits, as an upload
	// flowed.
	private long putOffNanos;

	private long lookedAt;

	private @Nullable CallLimit due;

	private long lateNanos;

	private @Nullable Future<?> task;

	private long taskAt;

	/**
	 * Creates the timer of a connection.
	 * @param connection what is watched
	 * @param outbound counts what is sent on it
	 * @param timeouts the limits of its pool
	 */
	LeaseTimer(PooledConnection connection, OutboundBytes outbound, HttpPoolSettings.Timeouts timeouts) {
		this.connection = connection;
		this.eventLoop = connection.channel().eventLoop();
		this.responseNanos = timeouts.response().toNanos();
		this.readIdleNanos = timeouts.readIdle().toNanos();
		this.writeIdleNanos = timeouts.writeIdle().toNanos();
		this.sent = new SentBytes(connection.channel(), outbound);
		this.flow = new BodyFlow(this.readIdleNanos);
		this.interval = Math.max(SHORTEST_LOOK, Math.min(this.responseNanos, this.readIdleNanos / LOOKS_AT_FLOW));
		this.writingInterval = Math.max(SHORTEST_LOOK,
				Math.min(this.interval, this.writeIdleNanos / LOOKS_WHILE_WRITING));
	}

	// What the call does

	/**
	 * A call has got the connection.
	 */
	void begin(LeasedConnection begun, long now) {
		this.lease = begun;
		this.due = null;
		this.awaitingResponse = false;
		this.putOffNanos = 0;
		this.lookedAt = now;
		this.lastRead = now;
		this.sent.begin(now);
		this.flow.begin(now);
		Deadline deadline = begun.call().deadline();
		runBy((deadline != null) ? Math.min(this.interval, deadline.at() - now) : this.interval, now);
	}

	/**
	 * The head of the request has been written: a call may say only by then when it must
	 * be over.
	 */
	void requestBegins(LeasedConnection present) {
		Deadline deadline = present.call().deadline();
		if (deadline != null && deadline.at() - this.taskAt < 0) {
			long now = this.connection.now();
			runBy(deadline.at() - now, now);
		}
	}

	/**
	 * A part of the request was flushed. From here on it is looked more often, unless the
	 * server has taken all of it at once.
	 */
	void flushed() {
		LeasedConnection present = this.lease;
		if (present != null && !present.isUpgraded() && this.sent.arePending()) {
			runBy(this.writingInterval, this.connection.now());
		}
	}

	/**
	 * The request has been sent. If its body flowed to the end, the time that took is not
	 * missing to the response.
	 */
	void requestSent(LeasedConnection sender, long now) {
		Deadline deadline = sender.call().total();
		if (this.connection.exchange().written() == 0 || deadline == null) {
			return;
		}
		this.sent.look(now);
		if (this.flow.isAtLeast(deadline.minRate(), bytes(), now)) {
			this.putOffNanos = deadline.hasPassed(now) ? Long.MAX_VALUE : now - sender.since();
		}
	}

	/**
	 * The request has been sent, and a response is due within the limit of the call, or
	 * that of its pool.
	 */
	void awaitResponse(LeasedConnection present, long now) {
		TimeLimit own = present.call().responseLimit();
		long nanos = (own != null) ? own.time().toNanos() : this.responseNanos;
		this.awaitingResponse = true;
		this.responseDeadline = now + nanos;
		runBy(nanos, now);
	}

	/**
	 * The call has got its response. After a request with a body, what flowed before says
	 * nothing of it.
	 */
	void responseBegins(LeasedConnection receiver) {
		this.awaitingResponse = false;
		if (this.connection.exchange().written() > 0) {
			long now = this.connection.now();
			Deadline deadline = receiver.call().total();
			this.sent.look(now);
			this.flow.restart(bytes(), now, deadline != null && deadline.hasPassed(now));
		}
	}

	/**
	 * Something has been read.
	 */
	void read(long now) {
		this.lastRead = now;
	}

	/**
	 * The call is over.
	 */
	void end() {
		this.lease = null;
	}

	/**
	 * Ends the timer with its connection, which the task would keep from being collected.
	 */
	void close() {
		end();
		if (this.task != null) {
			this.task.cancel(false);
		}
	}

	// The task

	private void runBy(long nanos, long now) {
		if (this.task != null && this.taskAt - now <= nanos) {
			return;
		}
		if (this.task != null) {
			this.task.cancel(false);
		}
		this.taskAt = now + nanos;
		this.task = this.eventLoop.schedule(this, nanos, TimeUnit.NANOSECONDS);
	}

	@Override
	public void run() {
		this.task = null;
		LeasedConnection present = this.lease;
		if (present == null || present.isUpgraded()) {
			return;
		}
		long now = this.connection.now();
		look(present, now);
		CallLimit first = first(present, now);
		long left = (first != null) ? deadline(first, present) - now : this.interval;
		if (left > 0) {
			this.due = null;
			runBy(Math.min(left, this.sent.arePending() ? this.writingInterval : this.interval), now);
		}
		else if (first != this.due) {
			this.due = first;
			this.lateNanos = -left;
			this.taskAt = now;
			this.task = EventLoopDelay.afterNextRead(this.eventLoop, this);
		}
		else {
			this.lease = null;
			this.connection.failures().limitPassed(Objects.requireNonNull(first), this.lateNanos);
		}
	}

	/**
	 * Notes what has moved since the last look.
	 */
	private void look(LeasedConnection present, long now) {
		this.sent.look(now);
		if (hasPaused(present)) {
			this.flow.restart(bytes(), now, true);
		}
		else {
			this.flow.look(bytes(), now);
		}
		this.lookedAt = now;
	}

	/**
	 * Returns whether the consumer of the body has asked for nothing since the last look:
	 * the server did not have to send anything.
	 */
	private boolean hasPaused(LeasedConnection present) {
		Call call = present.call();
		return present.isResponding() && !call.isReading() && call.readingSince() - this.lookedAt <= 0;
	}

	/**
	 * Both directions count as one: a server may answer while the request is being sent.
	 */
	private long bytes() {
		return this.sent.taken() + this.connection.exchange().received();
	}

	/**
	 * Returns the limit that passes first of those that count at present.
	 */
	private @Nullable CallLimit first(LeasedConnection present, long now) {
		CallLimit first = null;
		for (CallLimit limit : CallLimit.values()) {
			if (counts(limit, present, now)
					&& (first == null || deadline(limit, present) - deadline(first, present) < 0)) {
				first = limit;
			}
		}
		return first;
	}

	private boolean counts(CallLimit limit, LeasedConnection present, long now) {
		Call call = present.call();
		return switch (limit) {
			case RESPONSE -> this.awaitingResponse && !hasTimeoutOfItsOwn();
			case READ_IDLE -> isBodyAwaited(present);
			case WRITE_IDLE -> this.connection.exchange().isSending();
			case TOTAL -> call.total() != null && !isSpared(present, call.total(), now);
			case SCOPE -> call.around() != null;
		};
	}

	/**
	 * A timeout that the application has set on the request itself is Reactor Netty's to
	 * watch, and only seen here.
	 */
	private boolean hasTimeoutOfItsOwn() {
		return this.connection.channel().pipeline().get(NettyPipeline.ResponseTimeoutHandler) != null;
	}

	/**
	 * An event stream has pauses of any length, and of an anonymous call it is not known
	 * whether its consumer asks for more.
	 */
	private boolean isBodyAwaited(LeasedConnection present) {
		Call call = present.call();
		return present.isResponding() && call.isNamed() && call.isReading() && !present.isEventStream()
				&& this.connection.exchange().expectsResponse();
	}

	private boolean isSpared(LeasedConnection present, Deadline total, long now) {
		return switch (total.spared()) {
			case NOTHING -> false;
			case EVENT_STREAMS -> present.isEventStream();
			case WHAT_FLOWS -> present.isEventStream() || isSparedAsItFlows(present, total, now);
		};
	}

	/**
	 * The default of the total limit spares a body that flows, or whose consumer pauses.
	 * After an upload that flowed it is put off, as the wait for the response has a limit
	 * of its own: by the time that the upload took, or for good if it has spared that.
	 */
	private boolean isSparedAsItFlows(LeasedConnection present, Deadline deadline, long now) {
		if (!deadline.hasPassed(now)) {
			return false;
		}
		if (present.isResponding()) {
			return !present.call().isReading() || this.flow.isAtLeast(deadline.minRate(), bytes(), now);
		}
		if (this.connection.exchange().isSending()) {
			return this.flow.isAtLeast(deadline.minRate(), bytes(), now);
		}
		return now - deadline.at() < this.putOffNanos;
	}

	private long deadline(CallLimit limit, LeasedConnection present) {
		return switch (limit) {
			case RESPONSE -> this.responseDeadline;
			case READ_IDLE -> later(this.lastRead, present.call().readingSince()) + this.readIdleNanos;
			case WRITE_IDLE -> this.sent.lastTaken() + this.writeIdleNanos;
			case TOTAL -> Objects.requireNonNull(present.call().total()).at();
			case SCOPE -> Objects.requireNonNull(present.call().around()).at();
		};
	}

	private static long later(long one, long other) {
		return (one - other >= 0) ? one : other;
	}

}
