package io.github.httppool.benchmarks.floor;

import io.github.httppool.benchmarks.harness.Answer;
import org.junit.jupiter.api.Test;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring's clients read from memory what they would read from the server.
 */
class MemoryTests {

	private static final String URI = "http://memory.example/answer";

	private final Answer answer = Answer.ofBytes(9700);

	@Test
	void answersRestClient() {
		MemoryRequestFactory memory = new MemoryRequestFactory(this.answer);
		RestClient client = RestClient.builder().requestFactory(memory).build();
		checkAnswer(client.get().uri(URI).retrieve().toEntity(String.class));
		checkAnswer(client.get().uri(URI).retrieve().toEntity(String.class));
		assertThat(memory.answered()).isEqualTo(2);
	}

	@Test
	void answersWebClient() {
		MemoryConnector memory = new MemoryConnector(this.answer);
		WebClient client = WebClient.builder().clientConnector(memory).build();
		checkAnswer(client.get().uri(URI).retrieve().toEntity(String.class).block());
		checkAnswer(client.get().uri(URI).retrieve().toEntity(String.class).block());
		assertThat(memory.answered()).isEqualTo(2);
	}

	private void checkAnswer(ResponseEntity<String> response) {
		assertThat(response.getBody()).isEqualTo(this.answer.text());
		assertThat(response.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_JSON);
		assertThat(response.getHeaders().getContentLength()).isEqualTo(9700);
	}

}
