package io.github.httppool.call;

import static org.awaitility.Awaitility.await;

/**
 * Makes calls whose response is held, or forgotten.
 */
public final class TestCalls {

	private TestCalls() {
	}

	public static Call of(String callSite) {
		return new Call("GET", "/orders/{id}", (callSite != null) ? () -> callSite : null, 0);
	}

	/**
	 * Returns a call whose response nobody can reach any more.
	 */
	public static Call abandoned(String callSite, Ending ending) {
		Call call = of(callSite);
		abandon(call, ending);
		return call;
	}

	public static void abandon(Call call, Ending ending) {
		call.responseHeldBy(new Object(), ending);
		await().until(() -> {
			System.gc();
			return call.isAbandoned();
		});
	}

}
