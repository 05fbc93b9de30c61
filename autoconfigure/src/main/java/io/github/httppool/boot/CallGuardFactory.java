package io.github.httppool.boot;

/**
 * Makes guards of one kind. There is a bean of this type for each kind whose library is
 * on the class path.
 */
public interface CallGuardFactory {

	/**
	 * Returns what is made here.
	 * @return the kind of the guards
	 */
	CallGuardKind kind();

	/**
	 * Tells whether the application has what guards are made from.
	 * @return whether it has; no bean is created to find out
	 */
	boolean isAvailable();

	/**
	 * Makes the guard of a client.
	 * @param client name of the client
	 * @return the guard
	 */
	CallGuard create(String client);

}
