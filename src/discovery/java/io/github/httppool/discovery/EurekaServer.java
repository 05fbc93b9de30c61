package io.github.httppool.discovery;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.cloud.netflix.eureka.server.EnableEurekaServer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * A Eureka server without peers, which answers with what it knows now.
 */
final class EurekaServer implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private final String url;

	EurekaServer() {
		this.context = new SpringApplicationBuilder(Server.class).run("--server.port=0", "--server.address=127.0.0.1",
				"--eureka.client.register-with-eureka=false", "--eureka.client.fetch-registry=false",
				"--eureka.server.use-read-only-response-cache=false",
				// Its only peer is itself, which it knows by the host.
				"--eureka.instance.hostname=127.0.0.1",
				"--eureka.client.service-url.defaultZone=http://127.0.0.1:1/eureka/");
		this.url = "http://127.0.0.1:" + ((WebServerApplicationContext) this.context).getWebServer().getPort()
				+ "/eureka/";
	}

	String url() {
		return this.url;
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableEurekaServer
	static class Server {

	}

}
