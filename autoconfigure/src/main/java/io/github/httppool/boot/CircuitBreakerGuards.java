package io.github.httppool.boot;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.http.HttpStatusCode;

/**
 * Guards clients by Resilience4j's circuit breakers. Not loaded without Resilience4j.
 */
public final class CircuitBreakerGuards implements CallGuardFactory {

	private final ListableBeanFactory beanFactory;

	/**
	 * Creates the factory.
	 * @param beanFactory has the registry
	 */
	public CircuitBreakerGuards(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public CallGuardKind kind() {
		return CallGuardKind.CIRCUIT_BREAKER;
	}

	@Override
	public boolean isAvailable() {
		return BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, CircuitBreakerRegistry.class, true,
				false).length > 0;
	}

	@Override
	public CallGuard create(String client) {
		return new Guard(this.beanFactory.getBean(CircuitBreakerRegistry.class), client);
	}

	/**
	 * Asks for the instance at each call, as Resilience4j's own aspects do: a registry
	 * may replace it.
	 *
	 * @param registry has the circuit breaker
	 * @param name its name
	 */
	private record Guard(CircuitBreakerRegistry registry, String name) implements CallGuard {

		@Override
		public Permit acquire() {
			return reserve();
		}

		@Override
		public Permit reserve() {
			CircuitBreaker breaker = this.registry.circuitBreaker(this.name);
			breaker.acquirePermission();
			return new BreakerPermit(breaker);
		}

		@Override
		public boolean isRefusal(Throwable failure) {
			return failure instanceof CallNotPermittedException;
		}

	}

	/**
	 * Gives the permission back if it cannot be recorded how the call has ended, because
	 * a predicate of the application throws: half-open, a circuit breaker has few, and
	 * would otherwise wait for this call for ever.
	 */
	private static final class BreakerPermit implements CallGuard.Permit {

		private final CircuitBreaker breaker;

		private long begun;

		BreakerPermit(CircuitBreaker breaker) {
			this.breaker = breaker;
		}

		@Override
		public void begin() {
			this.begun = this.breaker.getCurrentTimestamp();
		}

		@Override
		public void succeeded(HttpStatusCode status) {
			record(() -> this.breaker.onResult(duration(), this.breaker.getTimestampUnit(), status));
		}

		@Override
		public void failed(Throwable failure) {
			record(() -> this.breaker.onError(duration(), this.breaker.getTimestampUnit(), failure));
		}

		@Override
		public void cancelled() {
			this.breaker.releasePermission();
		}

		private long duration() {
			return this.breaker.getCurrentTimestamp() - this.begun;
		}

		private void record(Runnable recording) {
			try {
				recording.run();
			}
			catch (Throwable ex) {
				this.breaker.releasePermission();
				throw ex;
			}
		}

	}

}
