package io.github.httppool.netty;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.EventLoopGroup;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * Event loops of an application that has no descriptor left for some of its channels.
 */
final class ScarceChannels implements LoopResources, AutoCloseable {

	private final LoopResources loops = LoopResources.create("scarce", 1, true);

	private final AtomicInteger asked = new AtomicInteger();

	private final IntPredicate given;

	/**
	 * Creates event loops.
	 * @param given tells by its number, from 1, whether there is a channel
	 */
	ScarceChannels(IntPredicate given) {
		this.given = given;
	}

	@Override
	public <C extends Channel> C onChannel(Class<C> type, EventLoopGroup group) {
		if (!this.given.test(this.asked.incrementAndGet())) {
			throw new ChannelException("Unable to create a channel", new IOException("Too many open files"));
		}
		return this.loops.onChannel(type, group);
	}

	@Override
	public EventLoopGroup onServer(boolean useNative) {
		return this.loops.onServer(useNative);
	}

	@Override
	public EventLoopGroup onClient(boolean useNative) {
		return this.loops.onClient(useNative);
	}

	@Override
	public Mono<Void> disposeLater(Duration quietPeriod, Duration timeout) {
		return this.loops.disposeLater(quietPeriod, timeout);
	}

	@Override
	public void close() {
		disposeLater(Duration.ZERO, Duration.ofSeconds(2)).block();
	}

}
