package io.github.httppool.client;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Limits of the calls that are made through a method of an HTTP interface, or through all
 * methods that the annotated interface declares. What the method says goes before what
 * its interface says, one by one. Like {@link CallOptions}, they count in place of what
 * was configured for the pool.
 * <p>
 * Times are written as in Spring Boot: {@code 200ms}, {@code 1s}, {@code PT0.2S}; a
 * number without a unit is in milliseconds. They are from a millisecond to 24 days. In an
 * HTTP service group of Spring Boot, they may have <code>${placeholders}</code>, and the
 * start stops if one is wrong; with a proxy factory of the application, which needs
 * {@link ServiceMethods}, the first call fails.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.METHOD, ElementType.TYPE })
public @interface CallTimeout {

	/**
	 * How long a call may take, as in {@link CallOptions#timeout}.
	 * @return the time; empty for the limit of the pool
	 */
	String total() default "";

	/**
	 * How long a call may take from the request sent to the head of the response, as in
	 * {@link CallOptions#responseTimeout}.
	 * @return the time; empty for the limit of the pool
	 */
	String response() default "";

}
