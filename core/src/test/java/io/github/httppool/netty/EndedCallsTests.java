package io.github.httppool.netty;

import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import com.sun.management.ThreadMXBean;
import io.github.httppool.CallOutcome;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.call.Call;
import io.github.httppool.events.AccessLog;
import io.github.httppool.events.EventRecorder;
import io.github.httppool.pool.CompositeHttpPoolListener;
import io.netty.resolver.DefaultAddressResolverGroup;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the end of a call costs that nobody wants to hear of.
 */
class EndedCallsTests {

	private static final int CALLS = 10_000;

	@RegisterExtension
	final TestPool pool = new TestPool();

	private final AtomicReference<ReactorAcquire> acquire = new AtomicReference<>();

	private Call call;

	@BeforeEach
	void begin() {
		Flux.<Connection>create((sink) -> {
			this.call = CallSubscription.callIn(sink.contextView());
			this.acquire.set(new ReactorAcquire(this.pool.pool(), sink, this.pool.pool().httpClient().configuration(),
					ConnectionObserver.emptyListener(), new InetSocketAddress("127.0.0.1", 1),
					DefaultAddressResolverGroup.INSTANCE));
		}).subscribe().dispose();
	}

	@Test
	void anOrdinaryCallThatIsNotKeptAllocatesNothing() {
		EndedCalls calls = calls(512, List.of());
		end(calls);
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
		end(calls);
		long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
		assertThat(allocated).as("bytes for %d calls", CALLS).isLessThan(CALLS);
	}

	private void end(EndedCalls calls) {
		for (int i = 0; i < CALLS; i++) {
			calls.ended(this.acquire.get(), this.call, CallOutcome.COMPLETED, 0);
		}
	}

	@Test
	void isAskedForNoneIfNobodyWantsAny() {
		assertThat(calls(0, List.of()).wantsAny()).isFalse();
		assertThat(calls(0, List.of(new HttpPoolListener() {
		})).wantsAny()).isFalse();
		assertThat(calls(1, List.of()).wantsAny()).isTrue();
		assertThat(calls(0, List.of(new HttpPoolListener() {

			@Override
			public void callEnded(CallEnded event) {
			}

		})).wantsAny()).isTrue();
	}

	private static EndedCalls calls(int events, List<HttpPoolListener> listeners) {
		return new EndedCalls("default", new CompositeHttpPoolListener(listeners),
				new EventRecorder(events).of("default"), new AccessLog("default", HttpPoolSettings.AccessLog.DEFAULT));
	}

}
