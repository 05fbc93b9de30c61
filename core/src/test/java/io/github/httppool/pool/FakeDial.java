package io.github.httppool.pool;

/**
 * Dial on a {@link FakeNetwork}, as far as the test lets it come.
 */
final class FakeDial implements PendingDial {

	private final FakeNetwork network;

	private final PoolEntry entry;

	private volatile DialProgress progress;

	private boolean cancelled;

	private boolean mute;

	FakeDial(FakeNetwork network, PoolEntry entry, long now) {
		this.network = network;
		this.entry = entry;
		this.progress = new DialProgress(DialPhase.TCP, entry.host(), now);
	}

	void enters(DialPhase phase, String target, long now) {
		this.progress = new DialProgress(phase, target, now);
	}

	void cannotTell() {
		this.mute = true;
	}

	boolean isCancelled() {
		return this.cancelled;
	}

	@Override
	public DialProgress progress() {
		if (this.mute) {
			throw new StackOverflowError("a dial that cannot tell, on purpose");
		}
		return this.progress;
	}

	@Override
	public void cancel() {
		this.network.expect(!this.cancelled, "the dial of %s is cancelled twice", this.entry);
		this.cancelled = true;
		this.network.cancelled(this.entry);
	}

}
