package org.springframework.cloud.context.environment;

import java.util.Set;

import org.springframework.context.ApplicationEvent;

/**
 * Stands in for Spring Cloud's event of the same name, which is not on the class path.
 */
@SuppressWarnings("serial")
public class EnvironmentChangeEvent extends ApplicationEvent {

	private final Set<String> keys;

	public EnvironmentChangeEvent(Object source, Set<String> keys) {
		super(source);
		this.keys = keys;
	}

	public Set<String> getKeys() {
		return this.keys;
	}

}
