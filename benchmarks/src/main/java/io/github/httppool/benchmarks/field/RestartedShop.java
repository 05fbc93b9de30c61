package io.github.httppool.benchmarks.field;

import java.util.Map;

import io.github.httppool.benchmarks.harness.Upstream;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.WebApplicationType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * An application on Tomcat that is told to stop while its calls are under way: some that
 * a visitor waits for, and some that nobody waits for.
 */
@RestController
public class RestartedShop {

	static final String PORT = "port";

	static final String ORDER = "/order";

	private final RestClient payment;

	private final WebClient audit;

	RestartedShop(RestClient.Builder payment, WebClient.Builder audit, @Value("${upstream}") String upstream) {
		this.payment = payment.baseUrl(upstream).build();
		this.audit = audit.baseUrl(upstream).build();
	}

	/**
	 * Starts it.
	 * @param args side and URI of the upstream
	 */
	@SuppressWarnings("resource")
	public static void main(String[] args) {
		FieldApplication application = new FieldApplication(Side.valueOf(args[0]), "reactor",
				WebApplicationType.SERVLET, Map.of("upstream", args[1], "server.port", 0), RestartedShop.class);
		System.out.println(PORT + " " + application.port());
	}

	@GetMapping(ORDER)
	String order() {
		Upstream.check(this.payment.get().uri(FieldServer.PAYMENT).retrieve().body(String.class));
		this.audit.post()
			.uri(FieldServer.AUDIT)
			.retrieve()
			.bodyToMono(String.class)
			.doOnNext(Upstream::check)
			.onErrorResume((failure) -> Mono.fromRunnable(() -> System.out.println("audit failed: " + failure)))
			.subscribe();
		return "ordered";
	}

}
