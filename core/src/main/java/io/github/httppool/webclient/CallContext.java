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
 * The Reactor context of a call, as its connection sees it: the caller's context, and
 * what was added to it on the way. A connection strongly references its context until the
 * response has ended, and a caller's context may lead to the response, as Spring's
 * observation does. So once the response has arrived, this references the caller's
 * context only weakly.
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
	 * Replaces the strong reference to the caller's context by a weak one, here and in
	 * all contexts derived from this.
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
	 * Reads the caller's context only once, because it may be collected at any moment.
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
	 * Reactor's retries add a context to itself.
	 */
	@Override
	public Context putAll(ContextView other) {
		ContextView added = (other instanceof CallContext same && same.callers == this.callers) ? same.own : other;
		return new CallContext(this.callers, this.own.putAll(added));
	}

	/**
	 * Nothing between the caller and the connection deletes entries of the caller; if
	 * something did, the caller's context would be strongly referenced until the end.
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

		// Written before the strong reference is cleared.
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
