package io.github.httppool;

/**
 * How many sockets are in the states that tell something of a pool, at one moment.
 *
 * @param established open on both sides: connections that are active or idle
 * @param closeWait closed by the server and not by this side: it was not noticed, or the
 * response has not been read to its end
 * @param timeWait closed by this side first, and kept by the kernel for a minute
 */
public record SocketCounts(int established, int closeWait, int timeWait) {

	/** No socket at all. */
	public static final SocketCounts NONE = new SocketCounts(0, 0, 0);

	/**
	 * Returns these counts with one socket more.
	 * @param state its state; all but three are not counted
	 * @return the sum
	 */
	public SocketCounts plus(SocketState state) {
		return switch (state) {
			case ESTABLISHED -> new SocketCounts(this.established + 1, this.closeWait, this.timeWait);
			case CLOSE_WAIT -> new SocketCounts(this.established, this.closeWait + 1, this.timeWait);
			case TIME_WAIT -> new SocketCounts(this.established, this.closeWait, this.timeWait + 1);
			default -> this;
		};
	}

}
