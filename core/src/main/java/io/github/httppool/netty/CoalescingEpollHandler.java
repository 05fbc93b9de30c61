package io.github.httppool.netty;

import java.util.ArrayDeque;
import java.util.Queue;

import io.github.httppool.text.GuardedLog;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Waits by epoll, and tells the kernel what channels wait for right before it waits. What
 * has been changed back by then costs nothing.
 * <p>
 * Netty makes a system call of each change. Reactor Netty stops reading when a connection
 * begins an exchange and reads again at once, which were two of the four system calls of
 * an ordinary call. The JDK's selector and Netty's kqueue transport put changes off in
 * the same way.
 * <p>
 * Used on its event loop only.
 */
final class CoalescingEpollHandler implements IoHandler {

	private static final Log logger = LogFactory.getLog(CoalescingEpollHandler.class);

	private final IoHandler epoll;

	private final Queue<Registration> changed = new ArrayDeque<>();

	CoalescingEpollHandler(IoHandler epoll) {
		this.epoll = epoll;
	}

	static IoHandlerFactory newFactory() {
		IoHandlerFactory factory = EpollIoHandler.newFactory();
		return (executor) -> new CoalescingEpollHandler(factory.newHandler(executor));
	}

	@Override
	public void initialize() {
		this.epoll.initialize();
	}

	@Override
	public int run(IoHandlerContext context) {
		submitChanges();
		return this.epoll.run(context);
	}

	private void submitChanges() {
		Registration registration;
		while ((registration = this.changed.poll()) != null) {
			registration.submitChange();
		}
	}

	@Override
	public void prepareToDestroy() {
		this.epoll.prepareToDestroy();
	}

	@Override
	public void destroy() {
		this.epoll.destroy();
	}

	@Override
	public IoRegistration register(IoHandle handle) throws Exception {
		return new Registration(this.epoll.register(handle), (EpollIoHandle) handle);
	}

	@Override
	public void wakeup() {
		this.epoll.wakeup();
	}

	@Override
	public boolean isCompatible(Class<? extends IoHandle> handleType) {
		return this.epoll.isCompatible(handleType);
	}

	/**
	 * What one channel waits for.
	 */
	private final class Registration implements IoRegistration {

		private final IoRegistration registration;

		private final EpollIoHandle handle;

		// What the kernel knows of: nothing before the channel is added.
		private IoOps submitted = EpollIoOps.NONE;

		private IoOps wanted = EpollIoOps.NONE;

		private boolean queued;

		Registration(IoRegistration registration, EpollIoHandle handle) {
			this.registration = registration;
			this.handle = handle;
		}

		@Override
		public <T> T attachment() {
			return this.registration.attachment();
		}

		/**
		 * Adding and removing a channel is not put off: the caller must hear if it cannot
		 * be done.
		 */
		@Override
		public long submit(IoOps ops) {
			this.wanted = ops;
			if (isNothing(this.submitted) || isNothing(ops)) {
				this.submitted = ops;
				return this.registration.submit(ops);
			}
			if (!this.queued) {
				this.queued = true;
				CoalescingEpollHandler.this.changed.add(this);
			}
			return ((EpollIoOps) ops).value();
		}

		private static boolean isNothing(IoOps ops) {
			return ops.equals(EpollIoOps.NONE);
		}

		/**
		 * A channel that was closed meanwhile is left alone: another one may have its
		 * descriptor.
		 */
		void submitChange() {
			this.queued = false;
			IoOps change = this.wanted;
			if (change.equals(this.submitted) || !this.handle.fd().isOpen()) {
				return;
			}
			this.submitted = change;
			try {
				this.registration.submit(change);
			}
			catch (Throwable ex) {
				// Nothing may be thrown here: it would end the event loop.
				GuardedLog.write(logger::warn, "Closing a connection whose events cannot be waited for", ex);
				close();
			}
		}

		private void close() {
			try {
				this.handle.close();
			}
			catch (Throwable ex) {
				GuardedLog.write(logger::warn, "A connection whose events cannot be waited for could not be closed",
						ex);
			}
		}

		@Override
		public boolean isValid() {
			return this.registration.isValid();
		}

		@Override
		public boolean cancel() {
			return this.registration.cancel();
		}

	}

}
