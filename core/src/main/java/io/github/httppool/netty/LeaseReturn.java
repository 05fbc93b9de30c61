package io.github.httppool.netty;

import java.util.concurrent.TimeUnit;

import io.github.httppool.CloseReason;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver.State;

/**
 * Decides what becomes of a connection when its call ends: it goes back if its
 * {@link WireExchange} is clean, else it is closed. Decides only when the read in which
 * the call ended is over, as that read may have brought bytes beyond the response. Used
 * on the channel's event loop only.
 */
final class LeaseReturn {

	/** A body that a server sends without need comes right behind its head. */
	private static final long DOUBT_MILLIS = 50;

	private final PooledConnection connection;

	private final Channel channel;

	private final WireExchange exchange;

	private final CloseRecord closing;

	private boolean reading;

	// The call has ended; what it was spoken with is told once the read is over.
	private @Nullable Connection endedOperations;

	// Waits whether a body follows that belongs to no response.
	private boolean doubting;

	LeaseReturn(PooledConnection connection) {
		this.connection = connection;
		this.channel = connection.channel();
		this.exchange = connection.exchange();
		this.closing = connection.closing();
	}

	void readBegins() {
		this.reading = true;
	}

	boolean isReading() {
		return this.reading;
	}

	/**
	 * Everything that one read has brought has been decoded.
	 */
	void readEnds() {
		try {
			endCallIfOver();
		}
		finally {
			this.reading = false;
		}
	}

	/**
	 * The call has ended. The channel's close ends the lease of a connection that is
	 * closed.
	 * @param lease the lease of the call
	 * @param operations what the call was spoken with
	 */
	void callEnded(LeasedConnection lease, Connection operations) {
		if (!this.channel.isActive() || this.closing.isReclaimed()) {
			lease.tell(operations, State.DISCONNECTING);
		}
		else if (!lease.isPersistent() || this.exchange.isUpgraded()) {
			CloseReason reason = this.exchange.closeReason();
			close(lease, operations, (reason != null) ? reason : CloseReason.NOT_PERSISTENT);
		}
		else {
			this.endedOperations = operations;
			if (!this.reading) {
				this.channel.eventLoop().execute(this::endCallIfOver);
			}
		}
	}

	private void endCallIfOver() {
		LeasedConnection lease = this.connection.lease();
		if (lease == null) {
			return;
		}
		Connection operations = this.endedOperations;
		if (operations == null) {
			if (lease.successor() != null) {
				// The call goes on elsewhere, and nobody ends this lease.
				this.closing.note(CloseReason.NOT_PERSISTENT);
				this.channel.close();
			}
		}
		else if (this.exchange.isDoubtful()) {
			doubt();
		}
		else {
			this.endedOperations = null;
			decide(lease, operations);
		}
	}

	/**
	 * The event loop may be late, and runs its timers before it reads: so this looks once
	 * more after the next read.
	 */
	private void doubt() {
		if (!this.doubting) {
			this.doubting = true;
			this.channel.config().setAutoRead(true);
			EventLoop eventLoop = this.channel.eventLoop();
			eventLoop.schedule(() -> EventLoopDelay.afterNextRead(eventLoop, this::doubtPasses), DOUBT_MILLIS,
					TimeUnit.MILLISECONDS);
		}
	}

	private void doubtPasses() {
		this.doubting = false;
		this.exchange.doubtPasses();
		if (!this.reading) {
			endCallIfOver();
		}
	}

	private void decide(LeasedConnection lease, Connection operations) {
		CloseReason reason = this.exchange.closeReason();
		if (this.closing.isReclaimed()) {
			lease.tell(operations, State.DISCONNECTING);
		}
		else if (!this.channel.isActive() || this.closing.reason() != null) {
			// Reactor Netty does not close upon an error in a body that is cancelled.
			this.channel.close();
			lease.tell(operations, State.DISCONNECTING);
		}
		else if (reason != null) {
			close(lease, operations, reason);
		}
		else {
			this.connection.giveBack(lease, operations);
		}
	}

	private void close(LeasedConnection lease, Connection operations, CloseReason reason) {
		this.closing.note(reason);
		this.channel.close();
		lease.tell(operations, State.DISCONNECTING);
	}

}
