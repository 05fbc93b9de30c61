package io.github.httppool.sample.leaks;

import java.net.URI;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Reads the first piece of a body, and neither requests more nor cancels.
 */
@Component
class ImagePreview implements Leak {

	private static final Log logger = LogFactory.getLog(ImagePreview.class);

	private final WebClient client;

	ImagePreview(WebClient.Builder builder) {
		this.client = builder.build();
	}

	@Override
	public String name() {
		return "subscriber-stops-asking";
	}

	@Override
	public String mistake() {
		return "WebClient: subscriber stops asking, does not cancel";
	}

	@Override
	public void happen(URI uri) {
		this.client.get().uri(uri).retrieve().bodyToFlux(DataBuffer.class).subscribe(new FirstPiece());
	}

	/**
	 * Needs only the first piece.
	 */
	private static final class FirstPiece extends BaseSubscriber<DataBuffer> {

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			subscription.request(1);
		}

		@Override
		protected void hookOnNext(DataBuffer piece) {
			DataBufferUtils.release(piece);
		}

		@Override
		protected void hookOnError(Throwable failure) {
			logger.warn("No preview", failure);
		}

	}

}
