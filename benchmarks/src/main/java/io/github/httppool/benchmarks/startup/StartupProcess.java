package io.github.httppool.benchmarks.startup;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.sun.management.OperatingSystemMXBean;
import io.github.httppool.benchmarks.harness.NoisyNeighbours;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.metrics.buffering.BufferingApplicationStartup;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/**
 * The smallest application that calls another one: a servlet container, Actuator, and a
 * {@code RestClient} that is called once, by the application itself, when it is ready.
 * Prints what its start has taken, a line for each figure.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@RestController
public class StartupProcess {

	/** Begins a line: name and value follow. */
	static final String FIGURE = "figure";

	/** Begins a line: a bean of the starter and its milliseconds follow. */
	static final String BEAN = "bean";

	private static final String ANSWER = "answer";

	private static final String POOLS = "httpPools";

	private static final int MAX_STEPS = 20_000;

	public static void main(String[] args) {
		StartupVariant variant = StartupVariant.valueOf(args[0]);
		NoisyNeighbours neighbours = new NoisyNeighbours();
		long neighboursBefore = neighbours.cpuNanos();
		long began = System.nanoTime();
		BufferingApplicationStartup steps = new BufferingApplicationStartup(MAX_STEPS);
		try (ConfigurableApplicationContext context = application(variant, steps).run()) {
			// The last listener of the ready event has returned.
			report(StartupFigure.READY, sinceStartOfJvm());
			report(StartupFigure.READY_CPU, cpuMillis());
			report(StartupFigure.CLASSES, ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount());
			StartupSteps.of(steps.getBufferedTimeline(), context).print();
			report(StartupFigure.FIRST_CALL, firstCall(context));
			verify(variant, context);
		}
		boolean quiet = NoisyNeighbours.areQuiet(neighbours.cpuNanos() - neighboursBefore, System.nanoTime() - began);
		report(StartupFigure.DISTURBED, quiet ? 0 : 1);
		System.exit(0);
	}

	private static SpringApplication application(StartupVariant variant, BufferingApplicationStartup steps) {
		Map<String, Object> properties = new HashMap<>(variant.applicationProperties());
		properties.put("server.port", 0);
		properties.put("server.address", "127.0.0.1");
		properties.put("spring.main.banner-mode", "off");
		properties.put("logging.level.root", "warn");
		SpringApplication application = new SpringApplication(StartupProcess.class);
		application.setDefaultProperties(properties);
		application.setApplicationStartup(steps);
		return application;
	}

	static void report(StartupFigure figure, double value) {
		System.out.printf("%s %s %f%n", FIGURE, figure, value);
	}

	private static double sinceStartOfJvm() {
		return System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
	}

	private static double cpuMillis() {
		OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
		return millis(system.getProcessCpuTime());
	}

	private static double firstCall(ConfigurableApplicationContext context) {
		String url = "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + "/answer";
		long start = System.nanoTime();
		String answer = context.getBean(RestClient.Builder.class).build().get().uri(url).retrieve().body(String.class);
		double millis = millis(System.nanoTime() - start);
		if (!ANSWER.equals(answer)) {
			throw new IllegalStateException("The application answers itself with " + answer);
		}
		return millis;
	}

	private static double millis(long nanos) {
		return nanos / (double) TimeUnit.MILLISECONDS.toNanos(1);
	}

	private static void verify(StartupVariant variant, ConfigurableApplicationContext context) {
		if (context.containsBean(POOLS) != variant.isPooled()) {
			throw new IllegalStateException("There must be pools with the starter, and only there");
		}
		if (variant.isPooled()
				&& context.getBean(MeterRegistry.class).get("httppool.connections.usage").timer().count() == 0) {
			throw new IllegalStateException("The first call did not go through the pool");
		}
	}

	@GetMapping("/answer")
	String answer() {
		return ANSWER;
	}

}
