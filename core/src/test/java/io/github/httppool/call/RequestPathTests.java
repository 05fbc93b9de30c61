package io.github.httppool.call;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What may be shown of a URI or a template.
 */
class RequestPathTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			/orders                                    | GET /orders
			/orders?token=secret                       | GET /orders
			/orders#part                               | GET /orders
			http://orders.example/orders/{id}          | GET /orders/{id}
			https://user:secret@orders.example/orders  | GET /orders
			http://orders.example                      | GET /
			http://orders.example?token=secret         | GET /
			http://{host}:{port}/orders                | GET /orders
			{base}/orders                              | GET {base}/orders
			/redirect/http://other.example/orders      | GET /redirect/http://other.example/orders
			?to=http://other.example/orders            | GET /
			''                                         | GET /
			""")
	void onlyThePathIsShown(String uri, String shown) {
		assertThat(RequestPath.describe("GET", uri)).isEqualTo(shown);
	}

}
