package io.github.httppool.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.test.context.TestPropertySource;

/**
 * Makes each test method of a Spring test fail if it leaves a call open, and reports
 * where that call was made. To that end every call records its call site, and no leak is
 * reclaimed before it is detected.
 * <p>
 * The properties that it sets cause a separate application context from that of tests
 * without the annotation.
 *
 * @see HttpPoolLeakExtension
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(HttpPoolLeakExtension.class)
@TestPropertySource(
		properties = { "httppool.leak-detection.call-site-sampling=1", "httppool.leak-detection.reclaim=off" })
public @interface NoHttpPoolLeaks {

}
