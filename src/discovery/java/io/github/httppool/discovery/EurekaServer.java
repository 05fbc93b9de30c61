package io.github.httppool.discovery;

import java.util.Map;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.cloud.netflix.eureka.server.EnableEurekaServer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;

/**
 * A Eureka server, in which instances are registered that do not exist.
 */
final class EurekaServer implements AutoCloseable {

	/**
	 * Has clients of Eureka use Spring's {@code RestClient}. Jersey's, which the server
	 * brings, would need more.
	 */
	static final String TRANSPORT = "--eureka.client.jersey.enabled=false";

	private final ConfigurableApplicationContext context;

	private final RestClient client;

	EurekaServer() {
		this.context = new SpringApplicationBuilder(Server.class)
			.properties("server.port=0", "server.address=127.0.0.1", "eureka.client.register-with-eureka=false",
					"eureka.client.fetch-registry=false", "eureka.server.use-read-only-response-cache=false",
					"spring.main.banner-mode=off", "logging.level.root=warn")
			.run(TRANSPORT);
		this.client = RestClient.create(url());
	}

	String url() {
		return "http://127.0.0.1:" + ((WebServerApplicationContext) this.context).getWebServer().getPort() + "/eureka/";
	}

	void register(String application, String id) {
		this.client.post()
			.uri("apps/{application}", application)
			.contentType(MediaType.APPLICATION_JSON)
			.body(Map.of("instance",
					Map.of("instanceId", id, "app", application, "hostName", id, "ipAddr", "127.0.0.1", "status", "UP",
							"vipAddress", application, "port", Map.of("$", 8080, "@enabled", "true"), "dataCenterInfo",
							Map.of("@class", "com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo", "name",
									"MyOwn"))))
			.retrieve()
			.toBodilessEntity();
	}

	void deregister(String application, String id) {
		this.client.delete().uri("apps/{application}/{id}", application, id).retrieve().toBodilessEntity();
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
