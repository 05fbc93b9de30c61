package io.github.httppool.netty;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SentBytes}.
 */
class SentBytesTests {

	private final SlowChannel channel = new SlowChannel();

	private final OutboundBytes outbound = new OutboundBytes();

	private final SentBytes sent = new SentBytes(this.channel, this.outbound);

	@BeforeEach
	void count() {
		this.outbound.countIn(this.channel.pipeline());
	}

	@AfterEach
	void release() {
		this.channel.takes = Integer.MAX_VALUE;
		this.channel.flush();
		this.channel.finishAndReleaseAll();
	}

	@Test
	void whenTheServerTakesPiecesThenTheyCount() {
		this.sent.begin(1);
		this.channel.takes = 2;
		send(100, 200, 300);
		this.sent.look(2);
		assertThat(this.sent.arePending()).isTrue();
		assertThat(this.sent.taken()).isEqualTo(300);
		assertThat(this.sent.lastTaken()).isEqualTo(2);
	}

	@Test
	void whenTheServerTakesPartOfAPieceThenThatCounts() {
		this.sent.begin(1);
		send(100);
		this.channel.takeBytes(40);
		this.sent.look(2);
		assertThat(this.sent.taken()).isEqualTo(40);
		assertThat(this.sent.lastTaken()).isEqualTo(2);
	}

	@Test
	void whenTheApplicationOnlyAddsPiecesThenTheServerHasTakenNothing() {
		this.sent.begin(1);
		send(100);
		this.sent.look(2);
		send(100, 5);
		this.sent.look(3);
		this.channel.write(Unpooled.buffer(7).writeZero(7));
		this.sent.look(4);
		assertThat(this.sent.taken()).isZero();
		assertThat(this.sent.lastTaken()).isEqualTo(1);
	}

	@Test
	void whenNothingIsPendingThenTheServerIsNotWaitedFor() {
		this.channel.takes = 1;
		send(100);
		this.sent.begin(1);
		this.sent.look(2);
		assertThat(this.sent.arePending()).isFalse();
		assertThat(this.sent.taken()).isZero();
		assertThat(this.sent.lastTaken()).isEqualTo(2);
	}

	private void send(int... sizes) {
		for (int size : sizes) {
			this.channel.write(Unpooled.buffer(size).writeZero(size));
		}
		this.channel.flush();
	}

	/**
	 * Takes so many pieces, and no more.
	 */
	private static final class SlowChannel extends EmbeddedChannel {

		private int takes;

		private ChannelOutboundBuffer buffer;

		@Override
		protected void doWrite(ChannelOutboundBuffer pending) {
			this.buffer = pending;
			while (!pending.isEmpty() && this.takes > 0) {
				this.takes--;
				pending.remove();
			}
		}

		private void takeBytes(int bytes) {
			this.buffer.removeBytes(bytes);
		}

	}

}
