package io.github.httppool.benchmarks.startup;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.springframework.boot.context.metrics.buffering.StartupTimeline;
import org.springframework.boot.context.metrics.buffering.StartupTimeline.TimelineEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.core.metrics.StartupStep.Tag;

/**
 * Where the time of a start went, by the steps that Spring records.
 *
 * @param refresh milliseconds of the refresh of the context
 * @param parse of it, milliseconds to process configuration classes
 * @param ownBeans milliseconds by name of a bean of the starter, without the beans that
 * were made on the way
 */
record StartupSteps(double refresh, double parse, Map<String, Double> ownBeans) {

	private static final String OWN_PACKAGE = "io.github.httppool.";

	private static final String OF_BENCHMARK = "io.github.httppool.benchmarks.";

	private static final double NANOS_PER_MILLI = Duration.ofMillis(1).toNanos();

	static StartupSteps of(StartupTimeline timeline, ApplicationContext context) {
		List<TimelineEvent> steps = timeline.getEvents();
		Map<Long, Double> own = ownMillis(steps);
		Map<String, Double> beans = new HashMap<>();
		for (TimelineEvent step : steps) {
			String bean = beanOf(step);
			if (bean != null && isOfStarter(bean, context)) {
				beans.merge(bean, own.get(step.getStartupStep().getId()), Double::sum);
			}
		}
		return new StartupSteps(sum(steps, "spring.context.refresh"), sum(steps, "spring.context.config-classes.parse"),
				beans);
	}

	/**
	 * The time of each step without those within it.
	 */
	private static Map<Long, Double> ownMillis(List<TimelineEvent> steps) {
		Map<Long, Double> own = new HashMap<>();
		for (TimelineEvent step : steps) {
			own.merge(step.getStartupStep().getId(), millis(step), Double::sum);
			Long parent = step.getStartupStep().getParentId();
			if (parent != null) {
				own.merge(parent, -millis(step), Double::sum);
			}
		}
		return own;
	}

	private static String beanOf(TimelineEvent step) {
		if (step.getStartupStep().getName().startsWith("spring.beans.")) {
			for (Tag tag : step.getStartupStep().getTags()) {
				if (tag.getKey().equals("beanName")) {
					return tag.getValue();
				}
			}
		}
		return null;
	}

	private static boolean isOfStarter(String bean, ApplicationContext context) {
		if (!context.containsBean(bean)) {
			return false;
		}
		Class<?> type = context.getType(bean, false);
		return type != null && type.getName().startsWith(OWN_PACKAGE) && !type.getName().startsWith(OF_BENCHMARK);
	}

	private static double sum(List<TimelineEvent> steps, String name) {
		return steps.stream()
			.filter((step) -> step.getStartupStep().getName().equals(name))
			.mapToDouble(StartupSteps::millis)
			.sum();
	}

	private static double millis(TimelineEvent step) {
		return step.getDuration().toNanos() / NANOS_PER_MILLI;
	}

	void print() {
		StartupProcess.report(StartupFigure.REFRESH, this.refresh);
		StartupProcess.report(StartupFigure.PARSE, this.parse);
		StartupProcess.report(StartupFigure.OWN_BEANS,
				this.ownBeans.values().stream().mapToDouble(Double::doubleValue).sum());
		this.ownBeans.forEach((bean, millis) -> System.out.printf("%s %s %f%n", StartupProcess.BEAN, bean, millis));
	}

}
