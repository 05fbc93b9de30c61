package io.github.httppool.netty.encoding;

/**
 * How large the next decoded piece may get, in bytes: as much as is likely to come out of
 * the input, and twice as much each time that more came out. A small body takes little
 * memory, a large one few pieces.
 */
final class PieceSize {

	/** As Netty's. */
	static final int MAX = 64 * 1024;

	private static final int MIN = 512;

	private static final int USUAL_RATIO = 4;

	private int size = MIN;

	/**
	 * For the output of fresh input.
	 * @param input how many encoded bytes there are
	 * @return the size of the next piece
	 */
	int of(int input) {
		this.size = Math.max(MIN, USUAL_RATIO * Math.min(input, MAX / USUAL_RATIO));
		return this.size;
	}

	/**
	 * For more output of the same input.
	 * @return the size of the next piece
	 */
	int ofMore() {
		this.size = Math.min(2 * this.size, MAX);
		return this.size;
	}

}
