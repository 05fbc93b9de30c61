package io.github.httppool.e2e.crowded;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

import io.github.httppool.CloseReason;
import io.github.httppool.HttpPool;
import io.github.httppool.HttpPools;
import io.github.httppool.PoolSnapshot;
import io.github.httppool.sockets.FileDescriptors;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * An application whose calls need more file descriptors than it may have. It calls one
 * host after the other, all callers of a host at once, and prints what has become of the
 * calls. Then it opens files until there is no descriptor left, and calls once more.
 */
public final class CrowdedApplication {

	private static final int CALLERS = 30;

	private static final int SPARE = 45;

	private final ExecutorService threads = Executors.newFixedThreadPool(CALLERS);

	private final AtomicLong failed = new AtomicLong();

	private final AtomicLong mostOpen = new AtomicLong();

	private final RestClient restClient;

	private final WebClient webClient;

	private final HttpPool pool;

	private CrowdedApplication(ConfigurableApplicationContext context) {
		this.restClient = context.getBean("httpPoolRestClient", RestClient.class);
		this.webClient = context.getBean("httpPoolWebClient", WebClient.class);
		this.pool = context.getBean(HttpPools.class).get(HttpPool.DEFAULT);
	}

	/**
	 * Runs it.
	 * @param arguments one URL of each host
	 */
	public static void main(String[] arguments) throws IOException {
		BuiltClasses.load();
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Beans.class)
			.web(WebApplicationType.NONE)
			.run("--spring.config.name=none", "--spring.main.banner-mode=off", "--httppool.pool.max-connections=40",
					"--httppool.max-total-connections=1000", "--httppool.timeouts.acquire=30s",
					"--httppool.pool.eviction-interval=100ms")) {
			new CrowdedApplication(context).run(List.of(arguments));
		}
	}

	private void run(List<String> urls) throws IOException {
		int last = urls.size() - 1;
		for (int i = 0; i < last - 1; i++) {
			callAllAtOnce(urls.get(i), i % 2 == 0);
			tell("host " + i);
		}
		// Jars are opened for the first class that is needed of them, for which
		// descriptors must be left.
		callWithDescriptorsLeft(SPARE, urls.get(last - 1));
		tell("nearly full");
		callWithDescriptorsLeft(0, urls.get(last));
		tell("full");
		this.threads.shutdown();
		System.out.printf("most open: %d%n", this.mostOpen.get());
	}

	private void callAllAtOnce(String url, boolean blocking) {
		List<CompletableFuture<?>> calls = new ArrayList<>();
		for (int i = 0; i < CALLERS; i++) {
			calls.add(blocking ? CompletableFuture.runAsync(() -> callBlocking(url), this.threads) : callReactive(url));
		}
		calls.forEach((call) -> call.handle((value, failure) -> {
			if (failure != null) {
				this.failed.incrementAndGet();
				failure.printStackTrace(System.out);
			}
			return null;
		}).join());
	}

	private void callBlocking(String url) {
		this.restClient.get().uri(url).retrieve().body(String.class);
		count();
	}

	private CompletableFuture<?> callReactive(String url) {
		return this.webClient.get()
			.uri(url)
			.retrieve()
			.bodyToMono(String.class)
			.doOnNext((answer) -> count())
			.toFuture();
	}

	private void count() {
		FileDescriptors.count()
			.ifPresent((descriptors) -> this.mostOpen.accumulateAndGet(descriptors.open(), Math::max));
	}

	private void callWithDescriptorsLeft(int left, String url) {
		List<FileInputStream> files = new ArrayList<>();
		try {
			while (true) {
				files.add(new FileInputStream("/dev/null"));
			}
		}
		catch (IOException ex) {
			System.out.printf("no descriptor left: %s%n", ex.getMessage());
		}
		files.subList(0, left).forEach(CrowdedApplication::close);
		try {
			callAllAtOnce(url, false);
		}
		finally {
			files.forEach(CrowdedApplication::close);
		}
	}

	private static void close(FileInputStream file) {
		try {
			file.close();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void tell(String when) {
		PoolSnapshot now = this.pool.snapshot();
		Map<CloseReason, Long> closed = now.closed();
		System.out.printf("%s: %d acquired, %d failed, %d idle, %d given up%n", when, now.acquired(), this.failed.get(),
				now.idle(), closed.getOrDefault(CloseReason.STOLEN, 0L) + closed.getOrDefault(CloseReason.EVICTED, 0L));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Beans {

	}

}
