package io.github.httppool.boot;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.http.HttpStatusCode;

/**
 * Guards clients by Resilience4j's rate limiters. Not loaded without Resilience4j.
 */
public final class RateLimiterGuards implements CallGuardFactory {

	private final ListableBeanFactory beanFactory;

	/**
	 * Creates the factory.
	 * @param beanFactory has the registry
	 */
	public RateLimiterGuards(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public CallGuardKind kind() {
		return CallGuardKind.RATE_LIMITER;
	}

	@Override
	public boolean isAvailable() {
		return BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, RateLimiterRegistry.class, true,
				false).length > 0;
	}

	@Override
	public CallGuard create(String client) {
		return new Guard(this.beanFactory.getBean(RateLimiterRegistry.class), client);
	}

	/**
	 * Asks for the instance at each call, as Resilience4j's own aspects do: a registry
	 * may replace it.
	 *
	 * @param registry has the rate limiter
	 * @param name its name
	 */
	private record Guard(RateLimiterRegistry registry, String name) implements CallGuard {

		@Override
		public Permit acquire() throws InterruptedException {
			RateLimiter limiter = limiter();
			if (limiter.acquirePermission()) {
				return new LimiterPermit(limiter, 0);
			}
			if (Thread.currentThread().isInterrupted()) {
				throw new InterruptedException();
			}
			throw RequestNotPermitted.createRequestNotPermitted(limiter);
		}

		@Override
		public Permit reserve() {
			RateLimiter limiter = limiter();
			long waitNanos = limiter.reservePermission();
			if (waitNanos < 0) {
				throw RequestNotPermitted.createRequestNotPermitted(limiter);
			}
			return new LimiterPermit(limiter, waitNanos);
		}

		private RateLimiter limiter() {
			return this.registry.rateLimiter(this.name);
		}

		@Override
		public boolean isRefusal(Throwable failure) {
			return failure instanceof RequestNotPermitted;
		}

	}

	/**
	 * Permission of a rate limiter, which is spent even if the call is cancelled.
	 *
	 * @param limiter hears how the call ends, as it may be configured to refuse more then
	 * @param waitNanos how long to wait
	 */
	private record LimiterPermit(RateLimiter limiter, long waitNanos) implements CallGuard.Permit {

		@Override
		public void succeeded(HttpStatusCode status) {
			this.limiter.onResult(status);
		}

		@Override
		public void failed(Throwable failure) {
			this.limiter.onError(failure);
		}

		@Override
		public void cancelled() {
			// Nothing to give back.
		}

	}

}
