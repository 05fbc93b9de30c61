package io.github.httppool.netty.encoding;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;

import io.netty.buffer.ByteBuf;

/**
 * Reads the header of a gzip member (RFC 1952, section 2.3), which may arrive byte by
 * byte, and keeps none of it.
 */
final class GzipHeader {

	private static final int ID1 = 0x1f;

	private static final int ID2 = 0x8b;

	private static final int DEFLATED = 8;

	private static final int RESERVED_FLAGS = 0xe0;

	private final CRC32 checksum = new CRC32();

	private Field field = Field.FIXED;

	// Of the current field.
	private int length;

	private int flags;

	private int extraLength;

	private int expectedChecksum;

	/**
	 * Returns whether a header may start with the first byte of the input.
	 */
	static boolean startsIn(ByteBuf input) {
		return input.getUnsignedByte(input.readerIndex()) == ID1;
	}

	/**
	 * Reads on.
	 * @param input from which the bytes of the header are taken
	 * @return whether the header is complete
	 * @throws DataFormatException if it is none
	 */
	boolean read(ByteBuf input) throws DataFormatException {
		while (this.field != Field.NONE && input.isReadable()) {
			read(input.readUnsignedByte());
		}
		return this.field == Field.NONE;
	}

	private void read(int value) throws DataFormatException {
		int position = this.length++;
		if (this.field != Field.CHECKSUM) {
			this.checksum.update(value);
		}
		switch (this.field) {
			case FIXED -> readFixed(position, value);
			case EXTRA_LENGTH -> this.extraLength |= value << (8 * position);
			case CHECKSUM -> this.expectedChecksum |= value << (8 * position);
			default -> {
				// Of no use here.
			}
		}
		if (endsWith(value)) {
			nextField();
		}
	}

	private void readFixed(int position, int value) throws DataFormatException {
		if ((position == 0 && value != ID1) || (position == 1 && value != ID2)) {
			throw new DataFormatException("it has no gzip header");
		}
		if (position == 2 && value != DEFLATED) {
			throw new DataFormatException("its compression method is unknown: " + value);
		}
		if (position == 3) {
			if ((value & RESERVED_FLAGS) != 0) {
				throw new DataFormatException("its header has unknown flags");
			}
			this.flags = value;
		}
	}

	private boolean endsWith(int value) {
		return switch (this.field) {
			case NAME, COMMENT -> value == 0;
			case EXTRA -> this.length == this.extraLength;
			default -> this.length == this.field.length;
		};
	}

	private void nextField() throws DataFormatException {
		if (this.field == Field.CHECKSUM && this.expectedChecksum != (this.checksum.getValue() & 0xffff)) {
			throw new DataFormatException("the checksum of its header is wrong");
		}
		this.length = 0;
		do {
			this.field = Field.values()[this.field.ordinal() + 1];
		}
		while (!isPresent(this.field));
	}

	private boolean isPresent(Field field) {
		return (field == Field.EXTRA) ? this.extraLength > 0 : (this.flags & field.flag) == field.flag;
	}

	/**
	 * In the order in which they come, each with the flag that announces it.
	 */
	private enum Field {

		FIXED(0, 10), EXTRA_LENGTH(0x04, 2), EXTRA(0x04, 0), NAME(0x08, 0), COMMENT(0x10, 0), CHECKSUM(0x02, 2),
		NONE(0, 0);

		private final int flag;

		private final int length;

		Field(int flag, int length) {
			this.flag = flag;
			this.length = length;
		}

	}

}
