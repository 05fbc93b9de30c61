package io.github.httppool.pool;

import java.util.Objects;

import io.github.httppool.ConnectionState;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link PoolEntry} is taken for, and what it may be taken for next.
 */
enum EntryState {

	/** The connection is being opened, or has just been. */
	CONNECTING(ConnectionState.CONNECTING),

	/** Calls have the connection, or the last of them has just ended. */
	ACTIVE(ConnectionState.ACTIVE),

	/** The connection waits for a call. */
	IDLE(ConnectionState.IDLE),

	/** Given up by the pool; the socket may still be open. */
	CLOSING(ConnectionState.CLOSING),

	/** There is no socket, and another connection may be opened: the end. */
	FREE(null);

	private final @Nullable ConnectionState shown;

	EntryState(@Nullable ConnectionState shown) {
		this.shown = shown;
	}

	/**
	 * Returns what a row about the connection says.
	 * @throws NullPointerException if there is no row, as the entry is free
	 */
	ConnectionState shown() {
		return Objects.requireNonNull(this.shown, "free");
	}

	/**
	 * Whether an entry in this state may come into another one. An active connection may
	 * go from one call to the next.
	 */
	boolean mayBecome(EntryState next) {
		return switch (this) {
			case CONNECTING, ACTIVE -> next != CONNECTING;
			case IDLE -> next == ACTIVE || next == CLOSING || next == FREE;
			case CLOSING -> next == FREE;
			case FREE -> false;
		};
	}

}
