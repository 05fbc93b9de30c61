package io.github.httppool.boot;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.httppool.boot.ScriptedServer.Script;
import org.junit.jupiter.params.provider.Arguments;

import org.springframework.http.ResponseEntity;

/**
 * When the next call comes for a connection that another one has. The pool has no other
 * connection for it.
 */
enum NextCall {

	/**
	 * As soon as the first call has returned, perhaps before its lease has ended.
	 */
	AT_ONCE {

		@Override
		CallPair make(PooledApplication application, Supplier<CompletableFuture<ResponseEntity<String>>> first,
				Supplier<CompletableFuture<ResponseEntity<String>>> next) {
			CompletableFuture<ResponseEntity<String>> begun = first.get();
			CallPair.awaitEnd(begun);
			return new CallPair(begun, next.get());
		}

	},

	/**
	 * When nothing is under way any more, so that an idle connection is lent.
	 */
	LATER {

		@Override
		CallPair make(PooledApplication application, Supplier<CompletableFuture<ResponseEntity<String>>> first,
				Supplier<CompletableFuture<ResponseEntity<String>>> next) {
			CompletableFuture<ResponseEntity<String>> begun = first.get();
			CallPair.awaitEnd(begun);
			application.awaitQuiet();
			return new CallPair(begun, next.get());
		}

	},

	/**
	 * Before the first call is answered: it waits for its connection.
	 */
	WAITING {

		@Override
		CallPair make(PooledApplication application, Supplier<CompletableFuture<ResponseEntity<String>>> first,
				Supplier<CompletableFuture<ResponseEntity<String>>> next) {
			CompletableFuture<ResponseEntity<String>> begun = first.get();
			application.awaitCall();
			return new CallPair(begun, next.get());
		}

		@Override
		void beforeAnswer(PooledApplication application) {
			application.awaitWaiter();
		}

	};

	/**
	 * Makes both calls.
	 */
	abstract CallPair make(PooledApplication application, Supplier<CompletableFuture<ResponseEntity<String>>> first,
			Supplier<CompletableFuture<ResponseEntity<String>>> next);

	/**
	 * Waits for what has to come first, and then answers.
	 */
	Script holding(PooledApplication application, Script answer) {
		return (peer) -> {
			beforeAnswer(application);
			answer.play(peer);
		};
	}

	/**
	 * What the server waits for before it answers the first call.
	 */
	void beforeAnswer(PooledApplication application) {
	}

	/**
	 * Each of these with each client.
	 */
	static Stream<Arguments> ofEveryClient() {
		return Stream.of(ClientKind.values())
			.flatMap((client) -> Stream.of(values()).map((next) -> Arguments.of(client, next)));
	}

}
