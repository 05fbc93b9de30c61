package io.github.httppool.webclient;

import reactor.core.CoreSubscriber;
import reactor.core.Scannable;

/**
 * Notices a cancel that Reactor has lost. An operator that switches between sources, such
 * as {@code onErrorResume}, can be cancelled by another thread just before it stores the
 * subscription that it was given; it stores it all the same, and passes nothing on
 * (https://github.com/reactor/reactor-core/issues/4398). Nobody would end such a call.
 * Once it has subscribed, the operator tells that it is cancelled, and passes a later
 * cancel on.
 */
final class LostCancel {

	private LostCancel() {
	}

	/**
	 * Returns whether an operator between a call and the application is cancelled.
	 * @param receiver the operator next to the call, which has subscribed
	 */
	static boolean isBehind(CoreSubscriber<?> receiver) {
		Object next = receiver;
		while (next instanceof Scannable operator) {
			if (operator.scanOrDefault(Scannable.Attr.CANCELLED, false)) {
				return true;
			}
			next = operator.scan(Scannable.Attr.ACTUAL);
		}
		return false;
	}

}
