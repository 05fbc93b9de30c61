package io.github.httppool.pool;

import java.util.Comparator;
import java.util.Iterator;
import java.util.NoSuchElementException;

import org.jspecify.annotations.Nullable;

/**
 * Doubly linked list whose nodes belong to the elements, so that an element leaves it
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
	 * @param node the node of the other one, in this deque
	 */
	@Nullable T after(Node<T> node) {
		return (node.next != null) ? node.next.element : null;
	}

	void addFirst(Node<T> node) {
		node.enter(this);
		node.next = this.first;
		if (this.first != null) {
			this.first.previous = node;
		}
		else {
			this.last = node;
		}
		this.first = node;
		this.size++;
	}

	void addLast(Node<T> node) {
		node.enter(this);
		node.previous = this.last;
		if (this.last != null) {
			this.last.next = node;
		}
		else {
			this.first = node;
		}
		this.last = node;
		this.size++;
	}

	/**
	 * Adds an element behind those that are not greater; most often that is the end, or
	 * else near the beginning.
	 */
	void addSorted(Node<T> node, Comparator<T> order) {
		if (this.last == null || order.compare(this.last.element, node.element) <= 0) {
			addLast(node);
			return;
		}
		Node<T> next = this.first;
		while (next != null && order.compare(next.element, node.element) <= 0) {
			next = next.next;
		}
		addBefore(node, next);
	}

	private void addBefore(Node<T> node, @Nullable Node<T> next) {
		if (next == null || next.previous == null) {
			addFirst(node);
			return;
		}
		node.enter(this);
		node.previous = next.previous;
		node.next = next;
		node.previous.next = node;
		next.previous = node;
		this.size++;
	}

	void remove(Node<T> node) {
		node.leave(this);
		if (node.previous != null) {
			node.previous.next = node.next;
		}
		else {
			this.first = node.next;
		}
		if (node.next != null) {
			node.next.previous = node.previous;
		}
		else {
			this.last = node.previous;
		}
		node.previous = null;
		node.next = null;
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
				Node<T> node = this.next;
				if (node == null) {
					throw new NoSuchElementException();
				}
				this.next = node.next;
				return node.element;
			}

		};
	}

	/**
	 * Place of an element in one deque at a time.
	 *
	 * @param <T> type of the element
	 */
	static final class Node<T> {

		private final T element;

		private @Nullable LinkedDeque<T> deque;

		private @Nullable Node<T> previous;

		private @Nullable Node<T> next;

		Node(T element) {
			this.element = element;
		}

		boolean isLinked() {
			return this.deque != null;
		}

		private void enter(LinkedDeque<T> entered) {
			if (this.deque != null) {
				throw new IllegalStateException(this.element + " is in a deque already");
			}
			this.deque = entered;
		}

		private void leave(LinkedDeque<T> left) {
			if (this.deque != left) {
				throw new IllegalStateException(this.element + " is not in this deque");
			}
			this.deque = null;
		}

	}

}
