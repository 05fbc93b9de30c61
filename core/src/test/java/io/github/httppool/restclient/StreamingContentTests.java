package io.github.httppool.restclient;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.netty.NettyOutbound;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StreamingContent}.
 */
class StreamingContentTests {

	private final List<Runnable> tasks = new ArrayList<>();

	private final List<Publisher<ByteBuf>> sent = new ArrayList<>();

	private final List<String> received = new ArrayList<>();

	private final List<Throwable> failures = new ArrayList<>();

	private final StreamingContent content = new StreamingContent(
			(out) -> out.write("body".getBytes(StandardCharsets.US_ASCII)), this.tasks::add);

	@Test
	void whenAnAttemptWasGivenUpBeforeItsTaskRanThenTheNextWritesABodyThatCanBeWrittenOnce() {
		attempt().dispose();
		assertThat(this.content.isRepeatable()).isTrue();
		attempt();
		this.tasks.forEach(Runnable::run);
		assertThat(this.received).containsExactly("body");
		assertThat(this.failures).isEmpty();
		assertThat(this.content.isRepeatable()).isFalse();
	}

	@Test
	void whenABodyThatCanBeWrittenOnceWasBegunThenTheNextAttemptFails() {
		attempt();
		this.tasks.remove(0).run();
		attempt();
		this.tasks.remove(0).run();
		assertThat(this.received).containsExactly("body");
		assertThat(this.failures).singleElement()
			.satisfies((failure) -> assertThat(failure).hasStackTraceContaining("can be written only once"));
		assertThat(this.content.failure()).isSameAs(this.failures.get(0));
	}

	private Disposable attempt() {
		this.content.send(null, outbound());
		return Flux.from(this.sent.remove(0)).subscribe(this::receive, this.failures::add);
	}

	private void receive(ByteBuf bytes) {
		this.received.add(bytes.toString(StandardCharsets.US_ASCII));
		bytes.release();
	}

	@SuppressWarnings("unchecked")
	private NettyOutbound outbound() {
		return (NettyOutbound) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { NettyOutbound.class }, (proxy, method, arguments) -> switch (method.getName()) {
					case "alloc" -> UnpooledByteBufAllocator.DEFAULT;
					case "send" -> {
						this.sent.add((Publisher<ByteBuf>) arguments[0]);
						yield proxy;
					}
					default -> throw new UnsupportedOperationException(method.getName());
				});
	}

}
