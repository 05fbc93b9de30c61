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
	void whenItRunsThenBothCallsShareAConnectionAndNoThreadIsLeft() {
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
		assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
			.noneMatch((name) -> name.startsWith("httppool"));
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
