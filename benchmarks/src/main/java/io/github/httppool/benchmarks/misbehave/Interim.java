package io.github.httppool.benchmarks.misbehave;

/**
 * Responses that come before the answer and are none, RFC 9110 section 15.2.
 */
enum Interim {

	CONTINUE("100 Continue\r\n"),

	PROCESSING("102 Processing\r\n"),

	EARLY_HINTS("103 Early Hints\r\nLink: </style.css>; rel=preload\r\n");

	private final String head;

	Interim(String head) {
		this.head = "HTTP/1.1 " + head + "\r\n";
	}

	static byte[] any(Dice dice) {
		return Bytes.of(dice.oneOf(values()).head);
	}

	/**
	 * Returns none in most cases, otherwise up to five.
	 */
	static byte[] some(Dice dice) {
		if (!dice.happens(12)) {
			return Bytes.NONE;
		}
		byte[][] all = new byte[dice.between(1, 5)][];
		for (int i = 0; i < all.length; i++) {
			all[i] = any(dice);
		}
		return Bytes.join(all);
	}

}
