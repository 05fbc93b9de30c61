package io.github.httppool.events;

import java.time.Instant;
import java.util.function.Function;

import io.github.httppool.CallFlag;
import io.github.httppool.CloseReason;
import io.github.httppool.DrainReceipt;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.LeakKind;
import io.github.httppool.PoolEvent;
import io.github.httppool.PoolEventKind;
import io.github.httppool.RetryOutcome;
import io.github.httppool.StaleOutcome;
import io.github.httppool.text.Counted;
import io.github.httppool.text.DurationInWords;
import io.github.httppool.text.ErrorInWords;
import org.jspecify.annotations.Nullable;

/**
 * Hears what happens in the pools and writes it into the flight recorder, in words. Does
 * not hear of the leases and the ends of calls, so that these cost nothing: calls are
 * recorded where they end ({@link PoolRecorder}).
 */
public final class PoolEventWriter implements HttpPoolListener {

	private final EventRecorder recorder;

	/**
	 * Creates a writer.
	 * @param recorder keeps what is written
	 */
	public PoolEventWriter(EventRecorder recorder) {
		this.recorder = recorder;
	}

	@Override
	public void created(Created event) {
		this.recorder.of(event.pool())
			.ordinary(() -> draft(this.recorder.instant(), event.pool(), PoolEventKind.DIAL).host(event.host())
				.connection(event.connectionId())
				.took(event.tookNanos())
				.phases(event.phases())
				.text("connection %d was opened in %s".formatted(event.connectionId(),
						DurationInWords.of(event.tookNanos()))));
	}

	@Override
	public void creationFailed(CreationFailed event) {
		wrong(event.pool(), PoolEventKind.DIAL_FAILED, event.host(), CallFlag.DIAL,
				(at) -> draft(at, event.pool(), PoolEventKind.DIAL_FAILED).flag(CallFlag.DIAL)
					.host(event.host())
					.took(event.tookNanos())
					.text("no connection could be opened: " + ErrorInWords.of(event.error())));
	}

	@Override
	public void connectFailing(ConnectFailing event) {
		wrong(event.pool(), PoolEventKind.CONNECT_FAILING, event.host(), null,
				(at) -> draft(at, event.pool(), PoolEventKind.CONNECT_FAILING).flag(CallFlag.DIAL)
					.host(event.host())
					.attempts(event.attempts())
					.took(event.sinceNanos())
					.text("the host cannot be reached: %s failed, the last one with %s"
						.formatted(Counted.of(event.attempts(), "dial"), ErrorInWords.of(event.error()))));
	}

	@Override
	public void connectRecovered(ConnectRecovered event) {
		wrong(event.pool(), PoolEventKind.CONNECT_RECOVERED, event.host(), null,
				(at) -> draft(at, event.pool(), PoolEventKind.CONNECT_RECOVERED).host(event.host())
					.attempts(event.attempts())
					.took(event.sinceNanos())
					.text("the host can be reached again, after %s in %s".formatted(
							Counted.of(event.attempts(), "failed dial"), DurationInWords.of(event.sinceNanos()))));
	}

	@Override
	public void closed(Closed event) {
		CallFlag flag = flagOf(event.reason());
		Function<Instant, PoolEvent> text = (at) -> draft(at, event.pool(), PoolEventKind.CLOSE).flag(flag)
			.host(event.host())
			.connection(event.connectionId())
			.took(event.ageNanos())
			.text("connection %d was closed: %s, after %s and %s".formatted(event.connectionId(), event.reason(),
					DurationInWords.of(event.ageNanos()), Counted.of(event.requests(), "call")));
		if (isOrdinary(event.reason())) {
			this.recorder.of(event.pool()).ordinary(() -> text.apply(this.recorder.instant()));
		}
		else {
			wrong(event.pool(), PoolEventKind.CLOSE, event.host(), event.reason(), text);
		}
	}

	/**
	 * Whether connections are closed for this reason when nothing is wrong.
	 */
	private static boolean isOrdinary(CloseReason reason) {
		return switch (reason) {
			case IDLE_TIMEOUT, MAX_LIFETIME, MAX_REQUESTS, KEEP_ALIVE_HINT, KEEP_ALIVE_LEARNED, NOT_PERSISTENT, EVICTED,
					STOLEN, SHRUNK, DRAINED ->
				true;
			case SERVER_CLOSED_IDLE, SERVER_CLOSED_BEFORE_RESPONSE, SERVER_CLOSED_MID_RESPONSE, CLIENT_CANCELLED,
					TIMEOUT, LEAK_RECLAIMED, ABORTED, ERROR ->
				false;
		};
	}

	private static @Nullable CallFlag flagOf(CloseReason reason) {
		return switch (reason) {
			case SERVER_CLOSED_IDLE, SERVER_CLOSED_BEFORE_RESPONSE, SERVER_CLOSED_MID_RESPONSE -> CallFlag.RESET;
			case TIMEOUT -> CallFlag.TIMEOUT;
			case CLIENT_CANCELLED, ABORTED -> CallFlag.CANCELLED;
			case LEAK_RECLAIMED -> CallFlag.LEAKED;
			// Either side may be at fault.
			default -> null;
		};
	}

	@Override
	public void foundStale(FoundStale event) {
		wrong(event.pool(), PoolEventKind.STALE, event.host(), event.outcome(),
				(at) -> draft(at, event.pool(), PoolEventKind.STALE).flag(CallFlag.RESET)
					.host(event.host())
					.connection(event.connectionId())
					.request(event.request())
					.took(event.idleNanos())
					.text("the server had closed connection %d, which had been idle for %s and had served %s; %s"
						.formatted(event.connectionId(), DurationInWords.of(event.idleNanos()),
								Counted.of(event.requests(), "call"), (event.outcome() == StaleOutcome.REPEATED)
										? "the call is sent again" : "the call fails")));
	}

	@Override
	public void retryDecided(RetryDecided event) {
		wrong(event.pool(), PoolEventKind.RETRY, null, event.outcome(),
				(at) -> draft(at, event.pool(), PoolEventKind.RETRY).request(event.request())
					.attempts(event.attempts())
					.text("attempt %d has failed; %s".formatted(event.attempts(), next(event))));
	}

	private static String next(RetryDecided event) {
		if (event.outcome() == RetryOutcome.RETRIED) {
			return "the next one follows in " + DurationInWords.of(event.pauseNanos());
		}
		return (event.outcome() == RetryOutcome.DENIED_BUDGET) ? "no other one follows, as retry.budget is used up"
				: "it was the last one";
	}

	@Override
	public void drained(DrainReceipt receipt) {
		wrong(receipt.pool(), PoolEventKind.DRAIN, null, null,
				(at) -> draft(at, receipt.pool(), PoolEventKind.DRAIN).took(receipt.took().toNanos())
					.text(receipt.summary()));
	}

	@Override
	public void leakSuspected(Leak event) {
		leak(event, null, LeakKind.SUSPECTED,
				"the call has held its connection for longer than leak-detection.threshold");
	}

	@Override
	public void leakConfirmed(Leak event) {
		leak(event, CallFlag.LEAKED, LeakKind.CONFIRMED, "the application has dropped a response and never closed it");
	}

	@Override
	public void leakReclaimed(Leak event) {
		leak(event, CallFlag.LEAKED, LeakKind.RECLAIMED, "the pool has taken the connection of the call back");
	}

	private void leak(Leak event, @Nullable CallFlag flag, LeakKind finding, String sentence) {
		wrong(event.pool(), PoolEventKind.LEAK, event.host(), finding,
				(at) -> draft(at, event.pool(), PoolEventKind.LEAK).flag(flag)
					.host(event.host())
					.connection(event.connectionId())
					.request(event.request())
					.callSite(event.callSite())
					.took(event.heldNanos())
					.text(sentence));
	}

	@Override
	public void eventLoopDelayed(EventLoopDelayed event) {
		wrong(event.pool(), PoolEventKind.EVENT_LOOP_DELAYED, null, null,
				(at) -> draft(at, event.pool(), PoolEventKind.EVENT_LOOP_DELAYED).took(event.delayNanos())
					.text("an event loop was %s late, and with it the calls that it serves"
						.formatted(DurationInWords.of(event.delayNanos()))));
	}

	private void wrong(String pool, PoolEventKind kind, @Nullable String host, @Nullable Enum<?> what,
			Function<Instant, PoolEvent> event) {
		this.recorder.of(pool).wrong(kind, host, what, event);
	}

	private static EventDraft draft(Instant at, String pool, PoolEventKind kind) {
		return new EventDraft(at, pool, kind);
	}

}
