package io.github.httppool.leak;

import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The stack of the thread that makes a call, from which the call site is read. Few stacks
 * are ever read. It is therefore a {@code Throwable}, although it is never thrown: the
 * virtual machine captures a throwable's stack in raw form and resolves the frames only
 * when they are read.
 */
final class RecordedStack extends Throwable implements Supplier<@Nullable String> {

	private static final long serialVersionUID = 1L;

	private final transient Predicate<String> foreign;

	// Whichever thread looks finds the same. Empty if there is none.
	private transient volatile @Nullable String found;

	/**
	 * Records the stack of this thread.
	 * @param foreign whether a class, given by its name, is not the application's
	 */
	RecordedStack(Predicate<String> foreign) {
		super(null, null, false, true);
		this.foreign = foreign;
	}

	/**
	 * Returns the topmost frame of the application.
	 * @return class, method and line, or {@code null} if there is no such frame
	 */
	@Override
	public @Nullable String get() {
		String known = this.found;
		if (known == null) {
			known = find();
			this.found = known;
		}
		return known.isEmpty() ? null : known;
	}

	private String find() {
		for (StackTraceElement frame : getStackTrace()) {
			if (!this.foreign.test(frame.getClassName())) {
				return withoutModule(frame).toString();
			}
		}
		return "";
	}

	/**
	 * Class loader and module do not help to find the line.
	 */
	private static StackTraceElement withoutModule(StackTraceElement frame) {
		return new StackTraceElement(frame.getClassName(), frame.getMethodName(), frame.getFileName(),
				frame.getLineNumber());
	}

}
