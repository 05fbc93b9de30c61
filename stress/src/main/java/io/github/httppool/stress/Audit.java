package io.github.httppool.stress;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.github.httppool.HostSnapshot;
import io.github.httppool.PoolSnapshot;
import io.github.httppool.stress.PoolUnderStress.Caller;
import io.github.httppool.stress.PoolUnderStress.HeardEvents;
import org.jspecify.annotations.Nullable;

/**
 * Finds out after a race whether a pool is as it should be: its figures agree with what
 * callers and network know, every caller that waits is served in the end, every slot can
 * be used again and none more, and nothing is left once it is closed. Ends what goes on.
 * For use by one thread, while no other uses the pool.
 */
final class Audit {

	/** Nothing is wrong. */
	static final String SOUND = "sound";

	/** More rounds than any race leaves work for. */
	private static final int ROUNDS = 100;

	private final PoolUnderStress pool;

	private @Nullable String finding;

	Audit(PoolUnderStress pool) {
		this.pool = pool;
	}

	String findings() {
		figuresAgree();
		nobodyIsForgotten();
		if (this.finding == null) {
			everybodyIsServed();
		}
		if (this.finding == null) {
			everySlotIsOfUse();
		}
		if (this.finding == null) {
			nothingIsLeft();
		}
		String complaint = this.pool.complaint();
		if (complaint != null) {
			return complaint;
		}
		return (this.finding != null) ? this.finding : SOUND;
	}

	private void expect(String figure, long expected, long value) {
		if (value != expected && this.finding == null) {
			this.finding = figure + " is " + value + " and not " + expected;
		}
	}

	private void figuresAgree() {
		PoolSnapshot now = this.pool.snapshot();
		expect("active", count(Caller::isHolding), now.active());
		expect("pending", count(Audit::waits), now.pending());
		expect("connecting", this.pool.dialing(), now.connecting());
		expect("acquired", now.released() + now.active(), now.acquired());
		expect("created", now.active() + now.idle() + now.closedTotal(), now.created());
		expect("sockets", this.pool.sockets(), now.active() + now.idle() + now.connecting());
	}

	/**
	 * A caller waits for a reason: all connections are at work or being opened, or its
	 * host has failed and is left alone for a moment.
	 */
	private void nobodyIsForgotten() {
		PoolSnapshot now = this.pool.snapshot();
		for (HostSnapshot host : now.hosts()) {
			if (host.pending() > 0) {
				expect("idle beside a waiting caller", 0, host.idle());
			}
		}
		boolean leftAlone = now.hosts().stream().anyMatch((host) -> host.connectFailures() != null);
		if (now.pending() > 0 && now.active() + now.connecting() == 0 && !leftAlone) {
			expect("what a caller waits for", 1, 0);
		}
	}

	private void everybodyIsServed() {
		this.pool.endPause();
		for (int round = 0; round < ROUNDS && this.pool.callers().stream().anyMatch(Audit::isUnderWay); round++) {
			while (this.pool.answerDial()) {
				// Each connection may serve a caller.
			}
			this.pool.callers().forEach(Caller::release);
		}
		while (this.pool.answerDial()) {
			// Those that nobody needed.
		}
		expect("callers without an answer", 0, count(Audit::waits));
		PoolSnapshot now = this.pool.snapshot();
		expect("active in the end", 0, now.active());
		expect("pending in the end", 0, now.pending());
		expect("connecting in the end", 0, now.connecting());
		expect("upgraded in the end", 0, now.upgraded());
		expect("streaming in the end", 0, now.streaming());
	}

	/**
	 * As many callers as there are slots are served at once, and one more is not. A pool
	 * that is closed refuses them.
	 */
	private void everySlotIsOfUse() {
		int slots = this.pool.snapshot().maxConnections();
		List<Caller> probes = new ArrayList<>();
		for (int i = 0; i <= slots; i++) {
			Caller probe = this.pool.untracked();
			probes.add(probe);
			probe.acquire();
			while (this.pool.answerDial()) {
				// One is enough; others would be wrong, which the sockets show.
			}
		}
		if (probes.get(0).answer() == Answer.REFUSED) {
			expect("callers refused", slots + 1, count(probes, (probe) -> probe.answer() == Answer.REFUSED));
		}
		else {
			expect("slots of use", slots, count(probes, Caller::isHolding));
		}
		probes.get(slots).cancel();
		probes.forEach(Caller::release);
	}

	private void nothingIsLeft() {
		this.pool.close();
		PoolSnapshot now = this.pool.snapshot();
		expect("released in the end", now.acquired(), now.released());
		expect("closed in the end", now.created(), now.closedTotal());
		expect("hosts in the end", 0, now.hosts().size());
		expect("slots free in the end", 1, this.pool.isEmpty() ? 1 : 0);
		expect("sockets in the end", 0, this.pool.sockets());
		HeardEvents heard = this.pool.heard();
		expect("released as heard", heard.acquired(), heard.released());
		expect("created as heard", now.created(), heard.created());
		expect("closed as heard", now.closedTotal(), heard.closed());
	}

	private static boolean isUnderWay(Caller caller) {
		return waits(caller) || caller.isHolding();
	}

	private static boolean waits(Caller caller) {
		return caller.answer() == Answer.WAITS;
	}

	private long count(Predicate<Caller> which) {
		return count(this.pool.callers(), which);
	}

	private static long count(List<Caller> callers, Predicate<Caller> which) {
		return callers.stream().filter(which).count();
	}

}
