package io.github.httppool.client;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says of a method of an HTTP interface, or of all methods that the annotated interface
 * declares, that its calls keep their connection for as long as they like, as a long poll
 * does: see {@link CallOptions#streaming()}. A method that accepts nothing but an event
 * stream ({@code accept = "text/event-stream"}) needs no annotation.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.METHOD, ElementType.TYPE })
public @interface StreamingCall {

}
