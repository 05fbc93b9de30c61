package io.github.httppool.netty;

import java.lang.reflect.Field;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.buffer.AbstractByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.LeakListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Counts the leaks of buffers that Netty reports, in the whole JVM, since this class was
 * first used. All application contexts have the same count.
 * <p>
 * Netty has room for one listener, which a new one replaces, and does not tell who it is.
 * Who listened before is therefore read from its fields and told, too. Where they cannot
 * be read, Netty is left as it is and nothing is counted. One that is set later replaces
 * this one: then the count stays what it is.
 */
final class BufferLeaks implements LeakListener {

	private static final Log logger = LogFactory.getLog(BufferLeaks.class);

	/** The leaks of this JVM, counted from now on. */
	static final BufferLeaks OF_JVM = listen();

	private final AtomicLong reported = new AtomicLong();

	private final boolean listening;

	private final @Nullable LeakListener previous;

	BufferLeaks(boolean listening, @Nullable LeakListener previous) {
		this.listening = listening;
		this.previous = previous;
	}

	static BufferLeaks listen() {
		try {
			BufferLeaks leaks = new BufferLeaks(true, presentListener());
			ByteBufUtil.setLeakListener(leaks);
			return leaks;
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			logger.debug("Netty's leak reports are not counted, as somebody else may listen to them", ex);
			return new BufferLeaks(false, null);
		}
	}

	private static @Nullable LeakListener presentListener() throws ReflectiveOperationException {
		Field detector = AbstractByteBuf.class.getDeclaredField("leakDetector");
		Field listener = ResourceLeakDetector.class.getDeclaredField("leakListener");
		detector.setAccessible(true);
		listener.setAccessible(true);
		return (LeakListener) listener.get(detector.get(null));
	}

	/**
	 * Returns how many leaks were reported.
	 * @return the number, or nothing if they are not counted
	 */
	OptionalLong count() {
		return this.listening ? OptionalLong.of(this.reported.get()) : OptionalLong.empty();
	}

	@Override
	public void onLeak(String resourceType, String records) {
		this.reported.incrementAndGet();
		if (this.previous != null) {
			this.previous.onLeak(resourceType, records);
		}
	}

}
