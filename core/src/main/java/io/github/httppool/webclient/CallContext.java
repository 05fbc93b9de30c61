package io.github.httppool.webclient;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

import io.github.httppool.call.Call;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * The context of a call, as its connection sees it: that of the caller, and what has been
 * put over it on the way. A connection holds on to its context until the response has
 * ended, and a caller's context may lead to the response: Spring's observation does. So
 * once the response is there, the caller's is only remembered as long as the caller holds
 * on to it.
 */
final class CallContext implements Context {

	private final Callers callers;

	private final Context own;

	private CallContext(Callers callers, Context own) {
		this.callers = callers;
		this.own = own;
	}

	/**
	 * Creates the context of a call.
	 * @param caller the caller's context
	 * @param call the call
	 */
	static CallContext of(ContextView caller, Call call) {
		return new CallContext(new Callers(caller), Context.of(Call.class, call));
	}

	/**
	 * Lets go of the caller's context, here and in all contexts made from this.
	 */
	void letGo() {
		this.callers.letGo();
	}

	@Override
	@SuppressWarnings("TypeParameterUnusedInFormals")
	public <T> T get(Object key) {
		T value = getOrDefault(key, null);
		if (value == null) {
			throw new NoSuchElementException("Context does not contain key: " + key);
		}
		return value;
	}

	/**
	 * Looks once at the caller's context, which may be gone the next moment.
	 */
	@Override
	public <T> @Nullable T getOrDefault(Object key, @Nullable T fallback) {
		return this.own.hasKey(key) ? this.own.get(key) : this.callers.context().getOrDefault(key, fallback);
	}

	@Override
	public boolean hasKey(Object key) {
		return this.own.hasKey(key) || this.callers.context().hasKey(key);
	}

	@Override
	public boolean isEmpty() {
		return this.own.isEmpty() && this.callers.context().isEmpty();
	}

	@Override
	public int size() {
		return (int) stream().count();
	}

	@Override
	public Stream<Map.Entry<Object, Object>> stream() {
		return Stream.concat(this.own.stream(),
				this.callers.context().stream().filter((entry) -> !this.own.hasKey(entry.getKey())));
	}

	@Override
	public CallContext put(Object key, Object value) {
		return new CallContext(this.callers, this.own.put(key, value));
	}

	/**
	 * Reactor's retries put a context over itself.
	 */
	@Override
	public Context putAll(ContextView other) {
		ContextView added = (other instanceof CallContext same && same.callers == this.callers) ? same.own : other;
		return new CallContext(this.callers, this.own.putAll(added));
	}

	/**
	 * Nothing between us and the connection deletes what the caller has put; if something
	 * did, the caller's context would be held until the end.
	 */
	@Override
	public Context delete(Object key) {
		return this.callers.context().hasKey(key) ? Context.empty().putAll((ContextView) this).delete(key)
				: new CallContext(this.callers, this.own.delete(key));
	}

	@Override
	public String toString() {
		return "CallContext" + stream().toList();
	}

	private static final class Callers {

		private static final WeakReference<ContextView> NOTHING = new WeakReference<>(Context.empty());

		// Written before what is held is let go of.
		private WeakReference<ContextView> remembered = NOTHING;

		private volatile @Nullable ContextView held;

		Callers(ContextView context) {
			this.held = context;
		}

		void letGo() {
			ContextView present = this.held;
			if (present != null) {
				this.remembered = new WeakReference<>(present);
				this.held = null;
			}
		}

		ContextView context() {
			ContextView present = this.held;
			if (present == null) {
				present = this.remembered.get();
			}
			return (present != null) ? present : Context.empty();
		}

	}

}
