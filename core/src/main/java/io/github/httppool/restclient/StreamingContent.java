package io.github.httppool.restclient;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import io.github.httppool.client.CarriedError;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import reactor.core.publisher.Flux;
import reactor.netty.NettyOutbound;
import reactor.netty.http.client.HttpClientRequest;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.StreamingHttpOutputMessage.Body;

/**
 * A request body that an executor's thread writes while it is being sent. The writer
 * blocks when it is 128 chunks of {@value #CHUNK_SIZE} bytes ahead of the connection; 128
 * is what Reactor Netty requests.
 */
final class StreamingContent implements RequestContent {

	private static final int CHUNK_SIZE = 8 * 1024;

	private final Body body;

	private final Executor executor;

	private final AtomicBoolean begun = new AtomicBoolean();

	/** The failure of the last attempt. */
	private volatile AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

	StreamingContent(Body body, Executor executor) {
		this.body = body;
		this.executor = executor;
	}

	@Override
	public Publisher<Void> send(HttpClientRequest request, NettyOutbound outbound) {
		AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
		this.failure = failed;
		return outbound.send(Flux.from(chunks(outbound.alloc(), failed))
			.map(NettyDataBufferFactory::toByteBuf)
			.doOnError(failed::set));
	}

	@Override
	public @Nullable Throwable failure() {
		return this.failure.get();
	}

	@Override
	public boolean isRepeatable() {
		return !this.begun.get() || this.body.repeatable();
	}

	private Publisher<DataBuffer> chunks(ByteBufAllocator allocator, Object attempt) {
		DataBufferFactory buffers = new NettyDataBufferFactory(allocator);
		return (subscriber) -> DataBufferUtils
			.outputStreamPublisher((out) -> write(out, attempt), buffers, (writing) -> execute(writing, subscriber),
					CHUNK_SIZE)
			.subscribe(subscriber);
	}

	/**
	 * The subscriber already has its subscription and waits for the writer, so a rejected
	 * task must fail it.
	 */
	private void execute(Runnable writing, Subscriber<? super DataBuffer> subscriber) {
		try {
			this.executor.execute(() -> run(writing, subscriber));
		}
		catch (RejectedExecutionException ex) {
			subscriber.onError(new IOException("The executor for streaming request bodies refused to run", ex));
		}
		catch (Throwable ex) {
			subscriber.onError(CarriedError.carry(ex));
		}
	}

	/**
	 * Spring's publisher catches only exceptions: without this, an {@code Error} from the
	 * body would leave the request unfinished.
	 */
	private static void run(Runnable writing, Subscriber<? super DataBuffer> subscriber) {
		try {
			writing.run();
		}
		catch (Throwable ex) {
			subscriber.onError(CarriedError.carry(ex));
		}
	}

	/**
	 * An attempt that was given up while it waited for a thread must not take the body
	 * from the next one.
	 */
	private void write(OutputStream out, Object attempt) {
		try {
			if (attempt != this.failure) {
				throw new IOException("The request was given up before its body was written");
			}
			if (!this.begun.compareAndSet(false, true) && !this.body.repeatable()) {
				throw new IOException("The request must be sent again, after a redirect for example, "
						+ "but its body can be written only once");
			}
			this.body.writeTo(new Chunked(out));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Splits large writes into chunks, so that the window bounds bytes, and leaves
	 * closing to the publisher.
	 */
	private static final class Chunked extends FilterOutputStream {

		Chunked(OutputStream out) {
			super(out);
		}

		@Override
		public void write(byte[] bytes, int offset, int count) throws IOException {
			Objects.checkFromIndexSize(offset, count, bytes.length);
			int end = offset + count;
			for (int start = offset; start < end; start += CHUNK_SIZE) {
				this.out.write(bytes, start, Math.min(CHUNK_SIZE, end - start));
			}
		}

		@Override
		public void close() throws IOException {
			flush();
		}

	}

}
