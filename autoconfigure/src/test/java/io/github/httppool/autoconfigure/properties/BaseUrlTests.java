package io.github.httppool.autoconfigure.properties;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BaseUrl}.
 */
class BaseUrlTests {

	@ParameterizedTest
	@ValueSource(strings = { "http://payment", "https://payment.example", "https://payment.example/",
			"https://payment.example:8443/v1", "http://127.0.0.1:8080", "http://[::1]:8080/v1",
			"HTTPS://payment.example", "https://payment.example/{version}", "https://payment.example/a@b",
			"https://payment.example:65535" })
	void whenUrlIsAbsoluteThenIsAllowed(String url) {
		assertThat(BaseUrl.allowed(url)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "payment.example", "payment.example:8080", "//payment.example", "/v1",
			"ftp://payment.example", "file:/v1", "mailto:a@payment.example", "https:", "https://", "https:///v1",
			"https://:8080", "https://payment.example:0", "https://payment.example:65536",
			"https://payment.example:port", "https://{host}/v1", "http://pay_ment:8080", "https://pay ment",
			"https://payment.example ", " https://payment.example", "https://user@payment.example",
			"https://user:password@payment.example", "https://@payment.example", "https://payment.example?a=b",
			"https://payment.example/#a", "https://payment.example/v1?" })
	void whenUrlCannotBeABaseThenIsNotAllowed(String url) {
		assertThat(BaseUrl.allowed(url)).isFalse();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			https://user:secret@payment.example/v1     | https://***@payment.example/v1
			https://user:sec/ret@payment.example       | https://***@payment.example
			https://user:sec@ret@payment.example       | https://***@payment.example
			https://user:sec?ret@payment.example       | https://***@payment.example
			https://user:sec#ret@payment.example       | https://***@payment.example
			https:user:secret@payment.example          | ***@payment.example
			user:secret@payment.example                | ***@payment.example
			user:secret//@payment.example              | ***@payment.example
			//user:secret@payment.example              | //***@payment.example
			https://payment.example/v1?key=secret      | https://payment.example/v1?***
			https://payment.example/v1#secret          | https://payment.example/v1#***
			https://payment.example/v1?key=se@cret     | https://***@cret
			ftp://payment.example                      | ftp://payment.example
			""")
	void whenUrlIsMaskedThenWhatMayBeSecretIsLeftOut(String url, String masked) {
		assertThat(BaseUrl.masked(url)).isEqualTo(masked);
	}

}
