package io.github.httppool.pool;

import java.util.function.Supplier;

import io.github.httppool.CloseReason;
import io.github.httppool.FileDescriptorsSnapshot;

/**
 * Begins dials and takes note of how they end. All methods are called with the lock free,
 * as a dial runs foreign code and may end before it has begun.
 */
final class ConnectionOpener implements DialStarter {

	private final PoolContext context;

	private final KnownAspects aspects = new KnownAspects();

	ConnectionOpener(PoolContext context) {
		this.context = context;
	}

	/**
	 * Has the connector dial, if the process can afford another socket.
	 */
	@Override
	public void dial(PoolEntry entry, Supplier<DialConfig> config, long now) {
		try {
			FileDescriptorsSnapshot exhausted = this.context.total.descriptors.refuse(now);
			if (exhausted != null) {
				refused(entry, exhausted, now);
			}
			else {
				entry.hasDescriptor = true;
				DialConfig present = config.get();
				entry.group.dialedWith(present, this.aspects);
				began(entry, this.context.connector.connect(entry, present));
			}
		}
		catch (Throwable ex) {
			failedBeforeHost(entry, ex, now);
		}
	}

	/**
	 * A dial has begun, and may have ended since. The pool may have been closed
	 * meanwhile.
	 */
	private void began(PoolEntry entry, PendingDial dial) {
		this.context.lock.runLocked(() -> {
			if (entry.is(EntryState.CONNECTING)) {
				entry.dialing(dial);
				if (entry.isGivenUp() || this.context.isClosed()) {
					this.context.lock.runAfterUnlock(dial::cancel);
				}
			}
		});
	}

	/**
	 * A dial is not to begin, or could not, as no descriptor is left for it.
	 */
	private void refused(PoolEntry entry, FileDescriptorsSnapshot exhausted, long now) {
		this.context.lock.runLocked(() -> {
			if (entry.is(EntryState.CONNECTING)) {
				HostPool host = entry.group.host;
				entry.hasDescriptor = false;
				host.dialRefused(entry, exhausted, now);
				host.removeIfUnused();
			}
		});
	}

	/**
	 * A dial has succeeded. Its connection is closed if the dial has been counted as
	 * failed before.
	 */
	void connected(PoolEntry entry, PoolableConnection connection, long now) {
		this.context.lock.runLocked(() -> {
			if (entry.is(EntryState.CONNECTING)) {
				this.context.events.created(entry, connection, now);
				entry.group.host.connected(entry, connection, now);
			}
			else if (entry.is(EntryState.FREE)) {
				CloseReason reason = this.context.isClosed() ? CloseReason.DRAINED : CloseReason.EVICTED;
				this.context.lock.runAfterUnlock(() -> connection.close(reason));
			}
		});
	}

	/**
	 * A dial has failed, and there is no socket of it any more.
	 */
	void failed(PoolEntry entry, Throwable error, long now) {
		failed(entry, error, DialFailure.of(error), now);
	}

	/**
	 * A dial has failed before it tried the host, and there is no socket of it any more.
	 */
	void failedBeforeHost(PoolEntry entry, Throwable error, long now) {
		failed(entry, error, DialFailure.beforeHost(error), now);
	}

	private void failed(PoolEntry entry, Throwable error, DialFailure failure, long now) {
		FileDescriptorsSnapshot exhausted = DescriptorErrors.isOutOfDescriptors(error)
				? this.context.total.descriptors.ranOut(now) : null;
		if (exhausted != null) {
			refused(entry, exhausted, now);
			return;
		}
		this.context.lock.runLocked(() -> {
			if (entry.is(EntryState.CONNECTING)) {
				HostPool host = entry.group.host;
				this.context.events.creationFailed(entry, error, now);
				host.dialFailed(entry, failure, now);
				host.removeIfUnused();
			}
		});
	}

}
