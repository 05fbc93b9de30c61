package io.github.httppool.text;

import java.io.IOException;
import java.net.ConnectException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ErrorInWords}.
 */
class ErrorInWordsTests {

	@Test
	void theMessageIsShown() {
		assertThat(ErrorInWords.of(new IOException("no route to host"))).isEqualTo("no route to host");
	}

	@Test
	void theNameOfASystemCallIsNotShown() {
		assertThat(ErrorInWords
			.of(new ConnectException("finishConnect(..) failed with error(-111): Connection refused: /10.0.0.7:443")))
			.isEqualTo("Connection refused: /10.0.0.7:443");
	}

	@Test
	void withoutAMessageTheTypeIsShown() {
		assertThat(ErrorInWords.of(new ConnectException())).isEqualTo("ConnectException");
	}

	@Test
	void whatAnErrorThrowsIsNotFelt() {
		assertThat(ErrorInWords.of(new IOException() {

			@Override
			public String getMessage() {
				throw new IllegalStateException("broken");
			}

		})).startsWith(ErrorInWordsTests.class.getName());
	}

	@Test
	void secretsOfUrlsAreMasked() {
		assertThat(ErrorInWords.of(new IOException("GET https://me:pw@api.example/x?token=abc failed")))
			.doesNotContain("pw")
			.doesNotContain("abc");
	}

}
