package io.github.httppool.webclient;

import reactor.core.CoreSubscriber;
import reactor.core.Scannable;

/**
 * Detects a cancel that Reactor has lost. An operator that switches between sources, such
 * as {@code onErrorResume}, can be cancelled by another thread just before it stores the
 * subscription that it was given; it stores the subscription anyway and does not cancel
 * it (https://github.com/reactor/reactor-core/issues/4398). Such a call would never end.
 * After it has subscribed, the operator does report that it is cancelled, and passes a
 * later cancel on.
 */
public final class LostCancel {

	private LostCancel() {
	}

	/**
	 * Returns whether an operator between a call and the application is cancelled. Asks
	 * the operators without converting what they say, as every call passes here twice.
	 * @param receiver the operator next to the call, which has subscribed
	 * @return whether one is, and the call must be cancelled in its place
	 */
	public static boolean isBehind(CoreSubscriber<?> receiver) {
		Object next = receiver;
		while (next instanceof Scannable operator) {
			if (Boolean.TRUE.equals(operator.scanUnsafe(Scannable.Attr.CANCELLED))) {
				return true;
			}
			next = operator.scanUnsafe(Scannable.Attr.ACTUAL);
		}
		return false;
	}

}
