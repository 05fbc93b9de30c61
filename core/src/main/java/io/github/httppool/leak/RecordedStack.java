package io.github.httppool.leak;

import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The stack of the thread that makes a call, which tells where in the application that
 * is. Few are ever asked: so it is a throwable, which is never thrown, because the
 * virtual machine notes down the stack of one as it is, and resolves its frames only when
 * somebody wants to see them.
 */
final class RecordedStack extends Throwable implements Supplier<@Nullable String> {

	private static final long serialVersionUID = 1L;

	private final transient Predicate<String> foreign;

	/**
	 * Records the stack of this thread.
	 * @param foreign whether a class, given by its name, is not the application's
	 */
	RecordedStack(Predicate<String> foreign) {
		super(null, null, false, true);
		this.foreign = foreign;
	}

	/**
	 * Returns the first frame of the application.
	 * @return class, method and line, or {@code null} if there is none
	 */
	@Override
	public @Nullable String get() {
		for (StackTraceElement frame : getStackTrace()) {
			if (!this.foreign.test(frame.getClassName())) {
				return withoutModule(frame).toString();
			}
		}
		return null;
	}

	/**
	 * Class loader and module say nothing of where it is.
	 */
	private static StackTraceElement withoutModule(StackTraceElement frame) {
		return new StackTraceElement(frame.getClassName(), frame.getMethodName(), frame.getFileName(),
				frame.getLineNumber());
	}

}
