package io.github.httppool.boot;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.httppool.CloseReason;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.internal.PlatformDependent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.netty.NettyPipeline;
import reactor.netty.http.client.HttpClient;

import org.springframework.http.HttpMethod;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A handler of the pipeline that fails, Netty's or the application's, fails the call that
 * has the connection. It costs that connection and no other.
 */
class BrokenHandlerTests {

	private static final int MORE_THAN_THE_POOL_HAS = 10;

	private static volatile Fault fault = Fault.NONE;

	@RegisterExtension
	final ScriptedServer server = new ScriptedServer();

	@RegisterExtension
	static final PooledApplication application = new PooledApplication("httppool.pool.max-connections=2")
		.customizing(BrokenHandlerTests::withHandler);

	private static HttpClient withHandler(HttpClient client) {
		return client.doOnChannelInit((observer, channel, remote) -> {
			ChannelPipeline pipeline = channel.pipeline();
			pipeline.addBefore(NettyPipeline.ReactiveBridge, "test.faulty", new FaultyHandler());
		});
	}

	@AfterEach
	void mend() {
		fault = Fault.NONE;
	}

	static Stream<Arguments> encodings() {
		String text = "this is not gzip at all";
		String head = "HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\n";
		String length = head + "Content-Length: " + text.length() + "\r\n\r\n" + text;
		String chunked = head + "Transfer-Encoding: chunked\r\n\r\n17\r\n" + text + "\r\n0\r\n\r\n";
		return ofEveryClient(Stream.of(length.formatted("gzip"), length.formatted("x-gzip"), chunked.formatted("gzip"),
				chunked.formatted("gzip").replace("\r\n0\r\n\r\n", "\r\n")));
	}

	@ParameterizedTest(name = "{1}, {0}")
	@MethodSource("encodings")
	void whenABodyIsNotEncodedAsItSaysThenThePoolStillWorks(ClientKind client, String answer) {
		this.server.on("/odd", answer);
		assertThat(failures(client)).hasSize(MORE_THAN_THE_POOL_HAS).allMatch((failure) -> failure.contains("ompress"));
		application.assertClosed(MORE_THAN_THE_POOL_HAS, CloseReason.ERROR);
		assertThatThePoolStillWorks(client);
	}

	static Stream<Arguments> faults() {
		return ofEveryClient(EnumSet.range(Fault.REQUEST, Fault.CONTENT_WITH_ERROR).stream());
	}

	@ParameterizedTest(name = "{1}, {0}")
	@MethodSource("faults")
	void whenAHandlerThrowsThenThePoolStillWorks(ClientKind client, Fault faulty) {
		fault = faulty;
		assertThat(failures(client)).hasSize(MORE_THAN_THE_POOL_HAS)
			.allMatch((failure) -> failure.contains(Fault.MESSAGE));
		application.assertClosed(MORE_THAN_THE_POOL_HAS, CloseReason.ERROR);
		mend();
		assertThatThePoolStillWorks(client);
	}

	/**
	 * Reactor rethrows such an error instead of passing it on.
	 */
	@ParameterizedTest(name = "{0}")
	@EnumSource
	void whenAHandlerThrowsAsAConnectionBeginsThenTheCallFails(ClientKind client) {
		fault = Fault.CONNECTION;
		assertThat(failures(client)).hasSize(MORE_THAN_THE_POOL_HAS)
			.allMatch((failure) -> failure.contains(Fault.MESSAGE));
		mend();
		assertThatThePoolStillWorks(client);
	}

	private List<String> failures(ClientKind client) {
		return IntStream.range(0, MORE_THAN_THE_POOL_HAS)
			.mapToObj((i) -> CallPair.failure(get(client, "/odd")))
			.toList();
	}

	/**
	 * Two at once, and a third that waits.
	 */
	private void assertThatThePoolStillWorks(ClientKind client) {
		List<CompletableFuture<ResponseEntity<String>>> calls = Stream.of("/1", "/2", "/3")
			.map((path) -> get(client, path))
			.toList();
		assertThat(calls).extracting(CallPair::answer).containsExactly("/1", "/2", "/3");
	}

	private static Stream<Arguments> ofEveryClient(Stream<?> cases) {
		return cases.flatMap((each) -> Stream.of(ClientKind.values()).map((client) -> Arguments.of(client, each)));
	}

	private CompletableFuture<ResponseEntity<String>> get(ClientKind client, String path) {
		return client.send(application, new RequestEntity<>(HttpMethod.GET, this.server.uri(path)));
	}

	/**
	 * What the handler does not stand.
	 */
	enum Fault {

		NONE(Void.class, IllegalStateException::new), CONNECTION(Channel.class, NoClassDefFoundError::new),
		REQUEST(HttpRequest.class, IllegalStateException::new),
		RESPONSE(HttpResponse.class, IllegalStateException::new),
		RESPONSE_WITH_IO_EXCEPTION(HttpResponse.class, IOException::new),
		RESPONSE_WITH_ERROR(HttpResponse.class, AssertionError::new),
		CONTENT(HttpContent.class, IllegalStateException::new),
		CONTENT_WITH_ERROR(HttpContent.class, AssertionError::new);

		static final String MESSAGE = "thrown by a handler";

		private final Class<?> intolerable;

		private final Function<String, Throwable> failure;

		Fault(Class<?> intolerable, Function<String, Throwable> failure) {
			this.intolerable = intolerable;
			this.failure = failure;
		}

		void check(Object message) {
			if (this.intolerable.isInstance(message)) {
				ReferenceCountUtil.release(message);
				PlatformDependent.throwException(this.failure.apply(MESSAGE));
			}
		}

	}

	private static final class FaultyHandler extends ChannelDuplexHandler {

		@Override
		public void channelActive(ChannelHandlerContext context) {
			fault.check(context.channel());
			context.fireChannelActive();
		}

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			if (!(message instanceof HttpRequest)) {
				fault.check(message);
			}
			context.fireChannelRead(message);
		}

		@Override
		public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
			if (message instanceof HttpRequest) {
				fault.check(message);
			}
			context.write(message, promise);
		}

	}

}
