package io.github.httppool;

/**
 * How many sockets are in the TCP states that matter to a pool, at one moment.
 *
 * @param established open on both sides: connections that are active or idle
 * @param closeWait closed by the server and not by this side: the close was not noticed,
 * or the response has not been read to its end
 * @param timeWait closed by this side first; the kernel keeps them for a minute
 */
public record SocketCounts(int established, int closeWait, int timeWait) {

	/** No socket at all. */
	public static final SocketCounts NONE = new SocketCounts(0, 0, 0);

	/**
	 * Returns these counts plus one socket.
	 * @param state its state; only three states are counted
	 * @return the new counts
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
