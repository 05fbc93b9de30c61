package io.github.httppool.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import io.github.httppool.CloseReason;
import io.github.httppool.HttpPool;
import io.github.httppool.ProcessFigures;
import io.github.httppool.RawServer;
import io.github.httppool.SocketCounts;
import io.github.httppool.SocketsSnapshot;
import io.github.httppool.StubProcess;
import io.github.httppool.netty.ReactorHttpPool;
import io.github.httppool.netty.ReactorHttpPools;
import io.github.httppool.sockets.CloseWaitReaper;
import io.netty.channel.Channel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.LoopResources;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The figures of the process, and the sweep, in an application.
 */
@EnabledOnOs(OS.LINUX)
class HttpPoolProcessAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HttpPoolPropertiesAutoConfiguration.class,
				HttpPoolAutoConfiguration.class, HttpPoolProcessAutoConfiguration.class,
				ImperativeHttpClientAutoConfiguration.class, RestClientAutoConfiguration.class));

	@RegisterExtension
	final RawServer server = new RawServer();

	@Test
	void everyFigureIsTold() {
		this.server.answering(RawServer.ok("ok"));
		this.contextRunner.run((context) -> {
			URI uri = this.server.uri("/");
			context.getBean(RestClient.Builder.class).build().get().uri(uri).retrieve().toBodilessEntity();
			ProcessFigures process = context.getBean(ProcessFigures.class);
			SocketsSnapshot sockets = process.sockets().orElseThrow();
			assertThat(sockets.total()).isEqualTo(new SocketCounts(1, 0, 0));
			assertThat(sockets.hosts()).isEqualTo(Map.of(uri.getAuthority(), new SocketCounts(1, 0, 0)));
			assertThat(process.fileDescriptors())
				.hasValueSatisfying((descriptors) -> assertThat(descriptors.open()).isBetween(1L, descriptors.max()));
			assertThat(process.bufferLeaks()).isPresent();
		});
	}

	@Test
	void sweepRunsInALazyApplicationToo() {
		this.contextRunner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(context.getBeanFactory().containsSingleton("httpPoolCloseWaitSweep"))
				.isTrue());
	}

	@Test
	void figuresOfTheApplicationsOwnAreShownInstead() {
		this.contextRunner.withBean(ProcessFigures.class, StubProcess::new)
			.run((context) -> assertThat(context).getBean(ProcessFigures.class).isInstanceOf(StubProcess.class));
	}

	@Test
	void thereIsNothingWithoutPools() {
		this.contextRunner.withPropertyValues("httppool.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ProcessFigures.class)
				.doesNotHaveBean(CloseWaitReaper.class));
	}

	/**
	 * Nothing but the sweep can close a connection that does not read.
	 */
	@Test
	void closeThatNobodyNoticedIsSwept() {
		CountDownLatch deaf = new CountDownLatch(1);
		this.server.serving((client) -> {
			client.readHead();
			client.write(RawServer.ok("ok"));
			RawServer.awaitLatch(deaf);
		});
		LoopResources nio = LoopResources.create("nio-only", 1, true);
		this.contextRunner.withPropertyValues("httppool.pool.eviction-interval=100ms").run((context) -> {
			ReactorHttpPool pool = context.getBean(ReactorHttpPools.class).get(HttpPool.DEFAULT);
			Channel channel = call(pool.httpClient().runOn(nio, false));
			await().until(() -> pool.snapshot().idle() == 1);
			channel.eventLoop().submit(() -> channel.config().setAutoRead(false)).syncUninterruptibly();
			deaf.countDown();
			await().untilAsserted(
					() -> assertThat(pool.snapshot().closed()).containsEntry(CloseReason.SERVER_CLOSED_IDLE, 1L));
		});
		nio.disposeLater(Duration.ZERO, Duration.ofSeconds(2)).block();
	}

	private Channel call(HttpClient client) {
		Channel[] channel = new Channel[1];
		client.doOnConnected((connection) -> channel[0] = connection.channel())
			.get()
			.uri(this.server.uri("/"))
			.responseContent()
			.aggregate()
			.block();
		return channel[0];
	}

}
