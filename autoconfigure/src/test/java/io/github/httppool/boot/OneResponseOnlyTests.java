package io.github.httppool.boot;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.UnaryOperator;

import io.github.httppool.LeaksSnapshot;
import io.github.httppool.RawServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.function.Tuple2;

import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Filters of a {@code WebClient} with operators that want one response only, and cancel
 * the call as they pass it on: the body is the application's all the same.
 */
@Timeout(60)
class OneResponseOnlyTests {

	/** More than comes with the headers, and than is kept in memory. */
	private static final String LARGE = "x".repeat(200_000);

	/** Kept in memory. */
	private static final String SMALL = "x".repeat(20_000);

	@RegisterExtension
	final RawServer server = new RawServer().serving(OneResponseOnlyTests::answer);

	private static void answer(RawServer.Client client) throws IOException {
		for (String head = client.readHead(); head != null; head = client.readHead()) {
			String path = head.split(" ")[1];
			client.write(RawServer.ok(path.equals("/large") ? LARGE : path.equals("/small") ? SMALL : "ok"));
		}
	}

	@ParameterizedTest(name = "{0}")
	@EnumSource
	void whenAFilterWantsOneResponseThenItsBodyIsNotLost(Operators operators) {
		SingleConnection.application().run((context) -> {
			SingleConnection connection = new SingleConnection(context);
			for (int i = 0; i < 3; i++) {
				assertThat(get(connection, operators.filter, "/small")).isEqualTo(SMALL);
				assertThat(get(connection, operators.filter, "/large")).isEqualTo(LARGE);
			}
			connection.assertServes(this.server.uri("/next"));
			assertThat(connection.pool().leaks()).isEqualTo(LeaksSnapshot.NONE);
		});
	}

	@ParameterizedTest(name = "{0}")
	@EnumSource
	void whenTheBodyIsReadLaterThenASmallOneIsNotLost(Later later) {
		SingleConnection.application().run((context) -> {
			SingleConnection connection = new SingleConnection(context);
			for (int i = 0; i < 3; i++) {
				assertThat(get(connection, later.filter, "/small")).isEqualTo(SMALL);
			}
			connection.assertServes(this.server.uri("/next"));
		});
	}

	@Test
	void whenTheBodyIsReadLaterThenALargeOneDoesNotLookEmpty() {
		SingleConnection.application().run((context) -> {
			SingleConnection connection = new SingleConnection(context);
			assertThatIllegalStateException()
				.isThrownBy(() -> connection.webClient()
					.mutate()
					.filter((request, next) -> Later.TAKE_AND_DELAY.filter.apply(next.exchange(request)))
					.build()
					.get()
					.uri(this.server.uri("/large"))
					.exchangeToMono((response) -> response.bodyToMono(String.class))
					.block())
				.withMessage("The body of the response is gone: the call was cancelled before the body was read, "
						+ "and it was not kept because it is larger than 65536 bytes");
			connection.assertServes(this.server.uri("/next"));
		});
	}

	private String get(SingleConnection connection, UnaryOperator<Mono<ClientResponse>> filter, String path) {
		WebClient client = connection.webClient()
			.mutate()
			.filter((request, next) -> filter.apply(next.exchange(request)))
			.build();
		return SingleConnection
			.soon(() -> client.get().uri(this.server.uri(path)).retrieve().bodyToMono(String.class).block());
	}

	enum Operators {

		TAKE((response) -> response.flux().take(1).single()),

		NEXT((response) -> response.flux().next()),

		FROM((response) -> Mono.from(response.flux())),

		ELEMENT_AT((response) -> response.flux().elementAt(0)),

		TAKE_UNTIL((response) -> response.flux().takeUntil((ignored) -> true).single()),

		REPEAT_AND_TAKE((response) -> response.repeat().next()),

		SWITCH_MAP((response) -> response.flux().switchMap(Mono::just).next()),

		FLAT_MAP((response) -> response.flux().flatMap(Mono::just).next()),

		LIMIT_RATE((response) -> response.flux().limitRate(1).next()),

		FIRST_WITH_SIGNAL((response) -> Mono.firstWithSignal(response, Mono.never())),

		FIRST_WITH_VALUE((response) -> Mono.firstWithValue(response, Mono.never())),

		SINK((response) -> Mono.create(
				(sink) -> sink.onCancel(response.flux().next().subscribe(sink::success, sink::error, sink::success)))),

		TIMEOUT((response) -> response.timeout(Duration.ofSeconds(20))),

		TIMEOUT_OF_A_FLUX((response) -> response.flux().timeout(Duration.ofSeconds(20)).next()),

		TAKE_UNTIL_OTHER((response) -> response.takeUntilOther(Mono.never())),

		RETRY((response) -> response.flux().take(1).single().retry(2)),

		/** With the response last: as it comes, the body is the application's. */
		ZIP((response) -> Mono.just(1).zipWith(response.flux().next()).map(Tuple2::getT2)),

		CACHE((response) -> response.flux().next().cache()),

		SHARE((response) -> response.share()),

		PUBLISH_AND_CONNECT((response) -> response.flux().publish().refCount().next()),

		SUBSCRIBE_ON((response) -> response.subscribeOn(Schedulers.parallel()).flux().next()),

		PUBLISH_ON((response) -> response.publishOn(Schedulers.parallel()));

		private final UnaryOperator<Mono<ClientResponse>> filter;

		Operators(UnaryOperator<Mono<ClientResponse>> filter) {
			this.filter = filter;
		}

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT).replace('_', ' ');
		}

	}

	/**
	 * The call is cancelled by another thread than the delivering one, or the body is not
	 * begun with before that has delivered.
	 */
	enum Later {

		/** On a busy machine the response comes before the future is asked for it. */
		FUTURE((response) -> Mono.fromFuture(response.flux().next().toFuture())),

		TAKE_AND_DELAY((response) -> response.flux().take(1).single().delayElement(Duration.ofMillis(300))),

		NEXT_AND_PUBLISH_ON((response) -> response.flux().next().publishOn(Schedulers.parallel())),

		PUBLISH_ON_AND_NEXT((response) -> response.publishOn(Schedulers.parallel()).flux().next()),

		PUBLISH_ON_AND_TAKE((response) -> response.flux().publishOn(Schedulers.parallel()).take(1).single()),

		CANCEL_ON_AND_TAKE((response) -> response.flux().cancelOn(Schedulers.parallel()).take(1).single());

		private final UnaryOperator<Mono<ClientResponse>> filter;

		Later(UnaryOperator<Mono<ClientResponse>> filter) {
			this.filter = filter;
		}

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT).replace('_', ' ');
		}

	}

}
