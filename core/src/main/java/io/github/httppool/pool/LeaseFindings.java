package io.github.httppool.pool;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.github.httppool.text.Printable;
import org.jspecify.annotations.Nullable;

/**
 * What the leases of a host have in common: whether their responses are left unread, and
 * where they come from, or whether they wait for a server that is slow. Times are in
 * nanoseconds.
 */
final class LeaseFindings {

	/** A lease in progress is met at its end, at worst: longer than that is slow. */
	private static final int SLOW = 2;

	/** A pause of this machine may make calls as slow as this. */
	private static final long SLOW_AT_LEAST = TimeUnit.MILLISECONDS.toNanos(10);

	/**
	 * However soon callers give up: who reads a response may be busy with what it has
	 * read for as long as this.
	 */
	private static final long UNREAD_AT_LEAST = TimeUnit.MILLISECONDS.toNanos(250);

	/** The line number comes last. */
	private static final int MAX_CALL_SITE = 1000;

	private static final String UNKNOWN = "";

	private final double usual;

	private final long patience;

	private final long leakAge;

	private final long now;

	private final List<Unread> unread = new ArrayList<>();

	private final int leases;

	private int neverClosed;

	private long longestUnread;

	private int slow;

	private long slowest;

	private final @Nullable Origin origin;

	/**
	 * Looks at leases.
	 * @param leases the leases
	 * @param usual how long a lease usually lasts, 0 if too little is known
	 * @param patience for how long callers wait at most: who reads nothing for that long
	 * keeps a connection from them
	 * @param leakAge from what age on a lease counts as leaked
	 * @param now when the leases were taken
	 */
	LeaseFindings(List<Evidence.Held> leases, double usual, long patience, long leakAge, long now) {
		this.usual = usual;
		this.patience = patience;
		this.leakAge = leakAge;
		this.now = now;
		this.leases = leases.size();
		for (Evidence.Held lease : leases) {
			LeaseUse use = lease.connection().leaseUse();
			if (use != null) {
				look(lease.connection(), use, Elapsed.nanos(lease.since(), now));
			}
		}
		this.origin = this.unread.isEmpty() ? null : originOf(this.unread);
	}

	private void look(PoolableConnection connection, LeaseUse use, long age) {
		switch (use.holder()) {
			case NOBODY -> unread(new Unread(use.request(), connection.callSite()), age, true);
			case APPLICATION -> {
				long nanos = Math.min(age, Elapsed.nanos(use.unreadSince(), this.now));
				if (nanos >= Math.max(UNREAD_AT_LEAST, this.patience)) {
					unread(new Unread(use.request(), connection.callSite()), nanos, age >= this.leakAge);
				}
			}
			case SERVER -> {
				if (this.usual > 0 && age >= Math.max((double) SLOW_AT_LEAST, SLOW * this.usual)) {
					this.slow++;
					this.slowest = Math.max(this.slowest, age);
				}
			}
			case ANYBODY -> {
				// Not known to be anybody's fault.
			}
		}
	}

	private void unread(Unread response, long nanos, boolean leaked) {
		this.unread.add(response);
		this.longestUnread = Math.max(this.longestUnread, nanos);
		this.neverClosed += leaked ? 1 : 0;
	}

	/**
	 * How many leases there are.
	 */
	int leases() {
		return this.leases;
	}

	/**
	 * How many leases have a response that the application has not read from for as long
	 * as callers wait, or has dropped.
	 */
	int unread() {
		return this.unread.size();
	}

	/**
	 * How many of these were dropped, or are as old as a leak.
	 */
	int neverClosed() {
		return this.neverClosed;
	}

	long longestUnread() {
		return this.longestUnread;
	}

	/**
	 * Where most of the unread ones come from, if that is known.
	 */
	@Nullable Origin origin() {
		return this.origin;
	}

	/**
	 * How many leases wait for the server for much longer than is usual.
	 */
	int slow() {
		return this.slow;
	}

	/**
	 * The age of the oldest of these.
	 */
	long slowest() {
		return this.slowest;
	}

	/**
	 * Only some calls record their call site: that of one stands for all that request the
	 * same.
	 */
	private static @Nullable Origin originOf(List<Unread> responses) {
		List<Unread> alike = mostAlike(responses, Unread::request);
		List<Unread> recorded = new ArrayList<>(alike);
		recorded.removeIf((response) -> response.callSite() == null);
		String callSite = recorded.isEmpty() ? null : mostAlike(recorded, Unread::callSite).get(0).callSite();
		if (callSite != null) {
			return new Origin(Printable.line(callSite, MAX_CALL_SITE), alike.size());
		}
		String request = alike.get(0).request();
		return (request != null) ? new Origin(Printable.line(request, Printable.MAX_LENGTH), alike.size()) : null;
	}

	private static List<Unread> mostAlike(List<Unread> responses, Function<Unread, @Nullable String> name) {
		Map<String, List<Unread>> alike = new HashMap<>();
		List<Unread> most = List.of();
		for (Unread response : responses) {
			String key = name.apply(response);
			List<Unread> same = alike.computeIfAbsent((key != null) ? key : UNKNOWN, (added) -> new ArrayList<>());
			same.add(response);
			most = (same.size() > most.size()) ? same : most;
		}
		return most;
	}

	private record Unread(@Nullable String request, @Nullable String callSite) {

	}

	/**
	 * Where leases come from.
	 *
	 * @param name the call site, or the request if that was not recorded
	 * @param count how many come from there
	 */
	record Origin(String name, int count) {

	}

}
