package io.github.httppool.netty;

import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.internal.PlatformDependent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the kernel is told of channels, and when.
 */
@EnabledIf(value = "hasEpoll", disabledReason = "there is no epoll here")
class CoalescingEpollHandlerTests {

	private final Kernel kernel = new Kernel();

	private final CoalescingEpollHandler handler = new CoalescingEpollHandler(this.kernel);

	private Handle handle;

	private IoRegistration registration;

	static boolean hasEpoll() {
		return Epoll.isAvailable();
	}

	@BeforeEach
	void register() throws Exception {
		this.handle = new Handle();
		this.registration = this.handler.register(this.handle);
	}

	@AfterEach
	void close() throws Exception {
		if (this.handle.fd().isOpen()) {
			this.handle.fd().close();
		}
	}

	@Test
	void aChannelIsAddedAtOnce() {
		assertThat(this.registration.submit(EpollIoOps.EPOLLRDHUP)).isEqualTo(EpollIoOps.EPOLLRDHUP.value());
		assertThat(this.kernel.told).containsExactly(EpollIoOps.EPOLLRDHUP);
	}

	@Test
	void whenAChannelCannotBeAddedThenTheCallerHearsOfIt() {
		this.kernel.refuses = true;
		assertThatExceptionOfType(UncheckedIOException.class)
			.isThrownBy(() -> this.registration.submit(EpollIoOps.EPOLLIN));
	}

	@Test
	void whatIsChangedBackIsNotTold() {
		this.registration.submit(EpollIoOps.EPOLLIN);
		this.registration.submit(EpollIoOps.EPOLLRDHUP);
		this.registration.submit(EpollIoOps.EPOLLIN);
		waits();
		assertThat(this.kernel.told).containsExactly(EpollIoOps.EPOLLIN);
	}

	@Test
	void theLastChangeIsToldBeforeItWaits() {
		this.registration.submit(EpollIoOps.EPOLLIN);
		this.registration.submit(EpollIoOps.EPOLLRDHUP);
		this.registration.submit(EpollIoOps.EPOLLOUT);
		assertThat(this.kernel.told).containsExactly(EpollIoOps.EPOLLIN);
		waits();
		assertThat(this.kernel.told).containsExactly(EpollIoOps.EPOLLIN, EpollIoOps.EPOLLOUT);
		assertThat(this.kernel.toldBeforeWait).isEqualTo(2);
		waits();
		assertThat(this.kernel.told).hasSize(2);
	}

	@Test
	void eachWaitTellsWhatHasChangedSince() {
		this.registration.submit(EpollIoOps.EPOLLIN);
		this.registration.submit(EpollIoOps.EPOLLRDHUP);
		waits();
		this.registration.submit(EpollIoOps.EPOLLIN);
		waits();
		assertThat(this.kernel.told).containsExactly(EpollIoOps.EPOLLIN, EpollIoOps.EPOLLRDHUP, EpollIoOps.EPOLLIN);
	}

	@Test
	void aChannelIsRemovedAtOnce() {
		this.registration.submit(EpollIoOps.EPOLLIN);
		this.registration.submit(EpollIoOps.EPOLLOUT);
		this.registration.submit(EpollIoOps.NONE);
		waits();
		assertThat(this.kernel.told).containsExactly(EpollIoOps.EPOLLIN, EpollIoOps.NONE);
	}

	/**
	 * Netty's epoll refuses it, which the caller must hear.
	 */
	@Test
	void whatFollowsARemovalIsToldAtOnce() {
		this.registration.submit(EpollIoOps.EPOLLIN);
		this.registration.submit(EpollIoOps.NONE);
		this.registration.submit(EpollIoOps.EPOLLIN);
		assertThat(this.kernel.told).containsExactly(EpollIoOps.EPOLLIN, EpollIoOps.NONE, EpollIoOps.EPOLLIN);
	}

	/**
	 * Its descriptor may be that of another channel by then.
	 */
	@Test
	void aChannelThatWasClosedMeanwhileIsLeftAlone() throws Exception {
		this.registration.submit(EpollIoOps.EPOLLIN);
		this.registration.submit(EpollIoOps.EPOLLOUT);
		this.handle.fd().close();
		waits();
		assertThat(this.kernel.told).containsExactly(EpollIoOps.EPOLLIN);
	}

	@ParameterizedTest
	@MethodSource("refusals")
	void aChannelWhoseChangeIsRefusedIsClosedAndOthersAreNot(Throwable refusal) throws Exception {
		Handle other = new Handle();
		IoRegistration ofOther = this.handler.register(other);
		this.registration.submit(EpollIoOps.EPOLLIN);
		ofOther.submit(EpollIoOps.EPOLLIN);
		this.registration.submit(EpollIoOps.EPOLLOUT);
		ofOther.submit(EpollIoOps.EPOLLOUT);
		this.kernel.refusalOnce = refusal;
		waits();
		assertThat(this.handle.closed).isTrue();
		assertThat(other.closed).isFalse();
		assertThat(this.kernel.told).endsWith(EpollIoOps.EPOLLOUT).hasSize(3);
		other.fd().close();
	}

	static Stream<Throwable> refusals() {
		return Stream.of(new UncheckedIOException(new ClosedChannelException()),
				new OutOfMemoryError("an error on purpose"));
	}

	private void waits() {
		this.handler.run(null);
	}

	/**
	 * Netty's epoll, as far as it is told something.
	 */
	private static final class Kernel implements IoHandler {

		final List<IoOps> told = new ArrayList<>();

		int toldBeforeWait;

		boolean refuses;

		Throwable refusalOnce;

		@Override
		public int run(IoHandlerContext context) {
			this.toldBeforeWait = this.told.size();
			return 0;
		}

		@Override
		public IoRegistration register(IoHandle handle) {
			return new IoRegistration() {

				@Override
				public <T> T attachment() {
					return null;
				}

				@Override
				public long submit(IoOps ops) {
					Throwable refusal = Kernel.this.refusalOnce;
					if (refusal != null) {
						Kernel.this.refusalOnce = null;
						PlatformDependent.throwException(refusal);
					}
					if (Kernel.this.refuses) {
						throw new UncheckedIOException(new ClosedChannelException());
					}
					Kernel.this.told.add(ops);
					return ((EpollIoOps) ops).value();
				}

				@Override
				public boolean isValid() {
					return true;
				}

				@Override
				public boolean cancel() {
					return true;
				}

			};
		}

		@Override
		public void wakeup() {
			throw new UnsupportedOperationException();
		}

		@Override
		public boolean isCompatible(Class<? extends IoHandle> handleType) {
			return true;
		}

	}

	private static final class Handle implements EpollIoHandle {

		private final FileDescriptor descriptor;

		private boolean closed;

		Handle() throws Exception {
			this.descriptor = FileDescriptor.from("/dev/null");
		}

		@Override
		public FileDescriptor fd() {
			return this.descriptor;
		}

		@Override
		public void handle(IoRegistration registration, IoEvent event) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void close() {
			this.closed = true;
		}

	}

}
