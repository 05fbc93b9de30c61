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
 * On a Spring test: each test method fails if it leaves a call open, and is told where
 * that call was made. Every call records that then, and no leak is taken back before it
 * is seen.
 * <p>
 * The properties it sets make an application context of its own, different from that of
 * tests without the annotation.
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
