package io.github.httppool.netty;

import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.github.httppool.HttpPoolSettings;
import io.github.httppool.call.Call;
import io.github.httppool.call.Deadline;
import io.github.httppool.call.TimeLimit;
import io.netty.channel.ChannelOutboundBuffer;
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
	 * How often it is looked within {@code write-idle} whether the server takes more of
	 * the request, as nobody tells.
	 */
	private static final int LOOKS_WHILE_WRITING = 8;

	private static final long SHORTEST_LOOK = TimeUnit.MILLISECONDS.toNanos(1);

	private final PooledConnection connection;

	private final EventLoop eventLoop;

	private final long responseNanos;

	private final long readIdleNanos;

	private final long writeIdleNanos;

	/** At most this long until the next look. */
	private final long interval;

	private final BodyFlow flow;

	private @Nullable LeasedConnection lease;

	private boolean awaitingResponse;

	private long responseDeadline;

	private long lastRead;

	private long lastWrite;

	private long drained;

	// Whether the total limit has passed and spared an upload.
	private boolean uploadSpared;

	private @Nullable CallLimit due;

	private long lateNanos;

	private @Nullable Future<?> task;

	private long taskAt;

	/**
	 * Creates the timer of a connection.
	 * @param connection what is watched
	 * @param timeouts the limits of its pool
	 */
	LeaseTimer(PooledConnection connection, HttpPoolSettings.Timeouts timeouts) {
		this.connection = connection;
		this.eventLoop = connection.channel().eventLoop();
		this.responseNanos = timeouts.response().toNanos();
		this.readIdleNanos = timeouts.readIdle().toNanos();
		this.writeIdleNanos = timeouts.writeIdle().toNanos();
		this.flow = new BodyFlow(this.readIdleNanos);
		this.interval = Math.max(SHORTEST_LOOK,
				Math.min(Math.min(this.responseNanos, this.readIdleNanos), this.writeIdleNanos / LOOKS_WHILE_WRITING));
	}

	// What the call does

	/**
	 * A call has got the connection.
	 */
	void begin(LeasedConnection begun, long now) {
		this.lease = begun;
		this.due = null;
		this.awaitingResponse = false;
		this.uploadSpared = false;
		this.drained = 0;
		this.lastRead = now;
		this.lastWrite = now;
		this.flow.begin(now);
		lookInTime(begun.call(), now);
	}

	/**
	 * The head of the request has been written: a call may say only by then when it must
	 * be over.
	 */
	void requestBegins(LeasedConnection present, long now) {
		lookInTime(present.call(), now);
	}

	private void lookInTime(Call call, long now) {
		Deadline deadline = call.deadline();
		runBy((deadline != null) ? Math.min(this.interval, deadline.at() - now) : this.interval, now);
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
	 * The call has got its response.
	 */
	void responseBegins() {
		this.awaitingResponse = false;
		if (this.uploadSpared) {
			this.flow.restart(this.connection.exchange().received(), this.connection.now());
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
		look(now);
		CallLimit first = first(present, now);
		long left = (first != null) ? deadline(first, present) - now : this.interval;
		if (left > 0) {
			this.due = null;
			runBy(Math.min(left, this.interval), now);
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
	private void look(long now) {
		lookAtWriting(now);
		this.flow.look(bytes(), now);
	}

	private void lookAtWriting(long now) {
		ChannelOutboundBuffer buffer = this.connection.channel().unsafe().outboundBuffer();
		if (buffer == null || buffer.isEmpty()) {
			// The server is not what is waited for.
			this.lastWrite = now;
			return;
		}
		// A buffer or file that is partly gone still counts as pending as a whole.
		long gone = this.connection.exchange().written() - buffer.totalPendingWriteBytes() + buffer.currentProgress();
		if (gone != this.drained) {
			this.drained = gone;
			this.lastWrite = now;
		}
	}

	private long bytes() {
		WireExchange exchange = this.connection.exchange();
		return exchange.isSending() ? this.drained : exchange.received();
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
			case AROUND -> call.around() != null;
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
			case WHAT_FLOWS -> present.isEventStream() || isFlowing(present, total, now);
		};
	}

	/**
	 * The default of the total limit spares a body that flows, or whose consumer pauses,
	 * and the wait for the response to an upload that it has spared, which has a limit of
	 * its own.
	 */
	private boolean isFlowing(LeasedConnection present, Deadline deadline, long now) {
		if (!deadline.hasPassed(now)) {
			return false;
		}
		if (present.isResponding()) {
			return !present.call().isReading() || this.flow.isAtLeast(deadline.minRate(), bytes(), now);
		}
		if (this.connection.exchange().isSending()) {
			this.uploadSpared = this.flow.isAtLeast(deadline.minRate(), bytes(), now);
		}
		return this.uploadSpared;
	}

	private long deadline(CallLimit limit, LeasedConnection present) {
		return switch (limit) {
			case RESPONSE -> this.responseDeadline;
			case READ_IDLE -> later(this.lastRead, present.call().readingSince()) + this.readIdleNanos;
			case WRITE_IDLE -> this.lastWrite + this.writeIdleNanos;
			case TOTAL -> Objects.requireNonNull(present.call().total()).at();
			case AROUND -> Objects.requireNonNull(present.call().around()).at();
		};
	}

	private static long later(long one, long other) {
		return (one - other >= 0) ? one : other;
	}

}
