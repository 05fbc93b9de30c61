package io.github.httppool.pool;

import java.util.Comparator;
import java.util.Iterator;
import java.util.NoSuchElementException;

import org.jspecify.annotations.Nullable;

/**
 * Doubly linked list whose links belong to the elements, so that an element leaves it
 * from anywhere in constant time and coming and going allocates nothing. Guarded by the
 * {@link PoolLock} like all that it holds.
 *
 * @param <T> type of the elements
 */
final class LinkedDeque<T> implements Iterable<T> {

	private @Nullable Node<T> first;

	private @Nullable Node<T> last;

	private int size;

	int size() {
		return this.size;
	}

	boolean isEmpty() {
		return this.size == 0;
	}

	@Nullable T first() {
		return (this.first != null) ? this.first.element : null;
	}

	@Nullable T last() {
		return (this.last != null) ? this.last.element : null;
	}

	/**
	 * Returns the element behind another one.
	 * @param link the link of the other one, in this chain
	 */
	@Nullable T after(Node<T> link) {
		return (link.next != null) ? link.next.element : null;
	}

	void addFirst(Node<T> link) {
		link.enter(this);
		link.next = this.first;
		if (this.first != null) {
			this.first.previous = link;
		}
		else {
			this.last = link;
		}
		this.first = link;
		this.size++;
	}

	void addLast(Node<T> link) {
		link.enter(this);
		link.previous = this.last;
		if (this.last != null) {
			this.last.next = link;
		}
		else {
			this.first = link;
		}
		this.last = link;
		this.size++;
	}

	/**
	 * Adds an element behind those that are not greater; most often that is the end, or
	 * else near the beginning.
	 */
	void addSorted(Node<T> link, Comparator<T> order) {
		if (this.last == null || order.compare(this.last.element, link.element) <= 0) {
			addLast(link);
			return;
		}
		Node<T> next = this.first;
		while (next != null && order.compare(next.element, link.element) <= 0) {
			next = next.next;
		}
		addBefore(link, next);
	}

	private void addBefore(Node<T> link, @Nullable Node<T> next) {
		if (next == null || next.previous == null) {
			addFirst(link);
			return;
		}
		link.enter(this);
		link.previous = next.previous;
		link.next = next;
		link.previous.next = link;
		next.previous = link;
		this.size++;
	}

	void remove(Node<T> link) {
		link.leave(this);
		if (link.previous != null) {
			link.previous.next = link.next;
		}
		else {
			this.first = link.next;
		}
		if (link.next != null) {
			link.next.previous = link.previous;
		}
		else {
			this.last = link.previous;
		}
		link.previous = null;
		link.next = null;
		this.size--;
	}

	/**
	 * Iterates from first to last. The element handed out last may be removed meanwhile.
	 */
	@Override
	public Iterator<T> iterator() {
		return new Iterator<>() {

			private @Nullable Node<T> next = LinkedDeque.this.first;

			@Override
			public boolean hasNext() {
				return this.next != null;
			}

			@Override
			public T next() {
				Node<T> link = this.next;
				if (link == null) {
					throw new NoSuchElementException();
				}
				this.next = link.next;
				return link.element;
			}

		};
	}

	/**
	 * Place of an element in one chain at a time.
	 *
	 * @param <T> type of the element
	 */
	static final class Node<T> {

		private final T element;

		private @Nullable LinkedDeque<T> chain;

		private @Nullable Node<T> previous;

		private @Nullable Node<T> next;

		Node(T element) {
			this.element = element;
		}

		boolean isLinked() {
			return this.chain != null;
		}

		private void enter(LinkedDeque<T> entered) {
			if (this.chain != null) {
				throw new IllegalStateException(this.element + " is in a chain already");
			}
			this.chain = entered;
		}

		private void leave(LinkedDeque<T> left) {
			if (this.chain != left) {
				throw new IllegalStateException(this.element + " is not in this chain");
			}
			this.chain = null;
		}

	}

}
