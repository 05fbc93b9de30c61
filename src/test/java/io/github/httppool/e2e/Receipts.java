package io.github.httppool.e2e;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What the pools of a process have logged of their drains, added up.
 *
 * @param finished calls that finished during a drain
 * @param aborted calls that did not
 * @param refused calls that came too late
 */
record Receipts(int finished, int aborted, int refused) {

	private static final Pattern RECEIPT = Pattern
		.compile("pool '[^']+' drained in [\\d.]+ m?s: (\\d+) calls? finished, (\\d+) aborted, (\\d+) refused");

	static Receipts in(String log) {
		List<MatchResult> receipts = RECEIPT.matcher(log).results().toList();
		return new Receipts(sum(receipts, 1), sum(receipts, 2), sum(receipts, 3));
	}

	private static int sum(List<MatchResult> receipts, int group) {
		return receipts.stream().mapToInt((receipt) -> Integer.parseInt(receipt.group(group))).sum();
	}

}
