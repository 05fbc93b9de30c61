package io.github.httppool.autoconfigure.properties;

/**
 * Has the pools follow properties that have changed while the application runs.
 */
@FunctionalInterface
public interface SettingsUpdate {

	/**
	 * Puts the settings into force that can change while a pool runs.
	 * @param changed the properties, checked, as they would be at a start
	 * @throws IllegalArgumentException if the pools as they run cannot have them; then
	 * nothing has changed
	 */
	void apply(EffectiveProperties changed);

}
