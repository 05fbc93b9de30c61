package io.github.httppool.e2e;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import io.github.httppool.client.HttpPoolClients;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code spring.threads.virtual.enabled=true}.
 */
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadTests {

	private static final int CHUNK = 8192;

	private static final int CHUNKS = 128;

	@Order(1)
	@RegisterExtension
	final UploadServer uploadServer = new UploadServer();

	@Order(2)
	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	private NettyServer server;

	private TestApplication application;

	@BeforeEach
	void start() {
		this.server = this.endToEnd.nettyServer();
		this.application = this.endToEnd.application("spring.threads.virtual.enabled=true",
				"httppool.pool.max-connections=10", "httppool.pool.max-pending-acquires=200",
				"httppool.clients.payment.pool.max-connections=5");
	}

	@Test
	void whenManyVirtualThreadsCallThenEachIsAnswered() {
		RestClient client = this.application.restClient();
		String url = this.server.url("/sleep/10");
		CallsUnderWay.onThreads(Collections.nCopies(100, () -> onVirtualThread(() -> CallsUnderWay.get(client, url))))
			.assertAnswered();
		assertThat(this.server.sockets().peak()).isEqualTo(10);
	}

	@Test
	void whenAVirtualThreadCallsWithANamedClientThenItIsAnswered() throws Exception {
		RestClient client = this.application.bean(HttpPoolClients.class).restClient("payment");
		assertThat(onVirtualThread(() -> CallsUnderWay.get(client, this.server.url("/ok")))).isEqualTo("ok");
	}

	@Test
	void whenAVirtualThreadStreamsABodyThenAllOfItArrives() throws Exception {
		String answer = onVirtualThread(() -> upload(this.application.restClient(), new AtomicReference<>()));
		assertThat(answer).isEqualTo(String.valueOf(CHUNK * CHUNKS));
	}

	@Test
	void whenABodyIsStreamedThenAVirtualThreadWritesIt() {
		AtomicReference<Thread> writer = new AtomicReference<>();
		upload(this.application.restClient(), writer);
		assertThat(writer.get()).isNotSameAs(Thread.currentThread()).matches(VirtualThreadTests::isVirtual);
	}

	@Test
	void whenANamedClientStreamsABodyThenAVirtualThreadWritesIt() {
		AtomicReference<Thread> writer = new AtomicReference<>();
		upload(this.application.bean(HttpPoolClients.class).restClient("payment"), writer);
		assertThat(writer.get()).isNotSameAs(Thread.currentThread()).matches(VirtualThreadTests::isVirtual);
	}

	private String upload(RestClient client, AtomicReference<Thread> writer) {
		return client.post().uri(this.uploadServer.url()).body((output) -> {
			writer.set(Thread.currentThread());
			byte[] chunk = new byte[CHUNK];
			Arrays.fill(chunk, (byte) 'x');
			for (int i = 0; i < CHUNKS; i++) {
				output.write(chunk);
			}
		}).retrieve().body(String.class);
	}

	private static <T> T onVirtualThread(Callable<T> call) throws Exception {
		CompletableFuture<T> end = new CompletableFuture<>();
		new VirtualThreadTaskExecutor("test-virtual-").execute(() -> {
			try {
				assertThat(Thread.currentThread()).matches(VirtualThreadTests::isVirtual);
				end.complete(call.call());
			}
			catch (Throwable ex) {
				end.completeExceptionally(ex);
			}
		});
		return end.get();
	}

	/**
	 * Tests are compiled for Java 17.
	 */
	private static boolean isVirtual(Thread thread) {
		try {
			Method isVirtual = Thread.class.getMethod("isVirtual");
			return (boolean) isVirtual.invoke(thread);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
