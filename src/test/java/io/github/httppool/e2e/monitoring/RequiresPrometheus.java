package io.github.httppool.e2e.monitoring;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests that run {@code prometheus} or {@code promtool}. Where these are not installed
 * the tests are skipped, and say so; where {@code PROMETHEUS_REQUIRED=true} they fail.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(PrometheusCondition.class)
@interface RequiresPrometheus {

}
