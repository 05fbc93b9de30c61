package com.example.plain;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PlainJavaTests {

	@Test
	void whenItRunsThenBothCallsShareAConnectionAndNoThreadIsLeft() throws InterruptedException {
		DisposableServer server = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.handle((request, response) -> response.sendString(Mono.just("hello")))
			.bindNow();
		try {
			assertThat(PlainJava.call("http://127.0.0.1:" + server.port()))
				.isEqualTo("hello, hello: 2 calls, 1 connection");
		}
		finally {
			server.disposeNow();
		}
		for (Thread thread : Thread.getAllStackTraces().keySet()) {
			if (thread.getName().startsWith("httppool")) {
				thread.join(10_000);
				assertThat(thread.isAlive()).as("%s", thread).isFalse();
			}
		}
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "org.springframework.boot.SpringApplication", "org.springframework.context.ApplicationContext",
					"org.springframework.web.reactive.function.client.WebClient",
					"io.micrometer.core.instrument.MeterRegistry" })
	void whenTheCoreIsTheOnlyDependencyThenNothingMoreIsOnTheClassPath(String type) {
		assertThatExceptionOfType(ClassNotFoundException.class).isThrownBy(() -> Class.forName(type));
	}

}
