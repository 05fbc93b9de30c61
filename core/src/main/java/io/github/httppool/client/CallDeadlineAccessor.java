package io.github.httppool.client;

import io.github.httppool.call.Deadline;
import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Lets Micrometer's context propagation carry a {@link CallDeadline} from thread to
 * thread, and between threads and Reactor's context. Found by its registry; not loaded
 * without that library.
 */
public final class CallDeadlineAccessor implements ThreadLocalAccessor<Deadline> {

	@Override
	public Object key() {
		return DeadlineScope.KEY;
	}

	@Override
	public @Nullable Deadline getValue() {
		return DeadlineScope.ofThread();
	}

	@Override
	public void setValue(Deadline deadline) {
		DeadlineScope.restore(deadline);
	}

	@Override
	public void setValue() {
		DeadlineScope.restore(null);
	}

}
