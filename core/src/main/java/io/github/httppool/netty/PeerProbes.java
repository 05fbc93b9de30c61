package io.github.httppool.netty;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringSocketChannel;
import jdk.net.ExtendedSocketOptions;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.util.ClassUtils;

/**
 * Has the kernel find out that a peer has vanished without a word: the host is down, or
 * something in between has forgotten the connection. By default Linux asks for the first
 * time after two hours.
 * <p>
 * An unused connection is probed after 30 s, then every 10 s, and closed when three
 * probes are not answered. As long as that, 60 s, sent data may be unacknowledged:
 * {@code TCP_USER_TIMEOUT} should agree with the probes, as Linux closes by that one once
 * it is set (M. Majkowski, "When TCP sockets refuse to die", 2019).
 */
final class PeerProbes {

	private static final Log logger = LogFactory.getLog(PeerProbes.class);

	static final int IDLE_SECONDS = 30;

	static final int INTERVAL_SECONDS = 10;

	static final int COUNT = 3;

	static final int USER_TIMEOUT_MILLIS = (IDLE_SECONDS + COUNT * INTERVAL_SECONDS) * 1000;

	/** Absent if an application leaves it out. */
	private static final boolean EPOLL = isPresent("io.netty.channel.epoll.EpollSocketChannel");

	/** Absent unless an application adds it. */
	private static final boolean IO_URING = isPresent("io.netty.channel.uring.IoUringSocketChannel");

	/** Absent from a run-time image built without jdk.net. */
	private static final boolean JDK_NET = isPresent("jdk.net.ExtendedSocketOptions");

	// Reported already.
	private static final Set<ChannelOption<?>> REFUSED = ConcurrentHashMap.newKeySet();

	private PeerProbes() {
	}

	private static boolean isPresent(String type) {
		return ClassUtils.isPresent(type, PeerProbes.class.getClassLoader());
	}

	/**
	 * Configures a socket.
	 * @param channel the socket
	 * @param own options that its client has set itself, which are not touched
	 */
	static void configure(Channel channel, Map<ChannelOption<?>, ?> own) {
		if (EPOLL && Epoll.has(channel)) {
			set(channel, Epoll.OPTIONS, own);
		}
		else if (IO_URING && IoUring.has(channel)) {
			set(channel, IoUring.OPTIONS, own);
		}
		else if (JDK_NET && channel instanceof NioSocketChannel) {
			set(channel, Nio.OPTIONS, own);
		}
	}

	private static void set(Channel channel, Map<ChannelOption<Integer>, Integer> options,
			Map<ChannelOption<?>, ?> own) {
		options.forEach((option, value) -> {
			if (!contains(own, option)) {
				set(channel, option, value);
			}
		});
	}

	/**
	 * Netty makes an option of the JDK's anew each time, so that only the names agree.
	 */
	private static boolean contains(Map<ChannelOption<?>, ?> own, ChannelOption<?> option) {
		for (ChannelOption<?> one : own.keySet()) {
			if (one.name().equals(option.name())) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Goes without an option that the system refuses, as the kernel of a sandbox may.
	 */
	private static void set(Channel channel, ChannelOption<Integer> option, Integer value) {
		try {
			channel.config().setOption(option, value);
		}
		catch (RuntimeException ex) {
			if (REFUSED.add(option)) {
				logger.warn("The system refuses socket option " + option + ": it may find out late that a peer has"
						+ " vanished", ex);
			}
		}
	}

	/**
	 * Loaded only if the types it uses are present.
	 */
	private static final class Epoll {

		static final Map<ChannelOption<Integer>, Integer> OPTIONS = Map.of(EpollChannelOption.TCP_KEEPIDLE,
				IDLE_SECONDS, EpollChannelOption.TCP_KEEPINTVL, INTERVAL_SECONDS, EpollChannelOption.TCP_KEEPCNT, COUNT,
				EpollChannelOption.TCP_USER_TIMEOUT, USER_TIMEOUT_MILLIS);

		private Epoll() {
		}

		static boolean has(Channel channel) {
			return channel instanceof EpollSocketChannel;
		}

	}

	/**
	 * Loaded only if the types it uses are present.
	 */
	private static final class IoUring {

		static final Map<ChannelOption<Integer>, Integer> OPTIONS = Map.of(IoUringChannelOption.TCP_KEEPIDLE,
				IDLE_SECONDS, IoUringChannelOption.TCP_KEEPINTVL, INTERVAL_SECONDS, IoUringChannelOption.TCP_KEEPCNT,
				COUNT, IoUringChannelOption.TCP_USER_TIMEOUT, USER_TIMEOUT_MILLIS);

		private IoUring() {
		}

		static boolean has(Channel channel) {
			return channel instanceof IoUringSocketChannel;
		}

	}

	/**
	 * Loaded only if the types it uses are present. The JDK has no
	 * {@code TCP_USER_TIMEOUT}.
	 */
	private static final class Nio {

		static final Map<ChannelOption<Integer>, Integer> OPTIONS = Map.of(
				NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), IDLE_SECONDS,
				NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), INTERVAL_SECONDS,
				NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), COUNT);

		private Nio() {
		}

	}

}
