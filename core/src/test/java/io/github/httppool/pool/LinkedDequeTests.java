package io.github.httppool.pool;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The list that idle connections and callers are in.
 */
class LinkedDequeTests {

	private final LinkedDeque<String> deque = new LinkedDeque<>();

	private final Map<String, LinkedDeque.Node<String>> nodes = new HashMap<>();

	@Test
	void whenNothingIsAddedThenItIsEmpty() {
		assertThat(this.deque.isEmpty()).isTrue();
		assertThat(this.deque.first()).isNull();
		assertThat(this.deque.last()).isNull();
	}

	@Test
	void whenElementsAreAddedLastThenTheyAreInThisOrder() {
		addLast("a", "b", "c");
		assertThat(this.deque).containsExactly("a", "b", "c");
		assertThat(this.deque.first()).isEqualTo("a");
		assertThat(this.deque.last()).isEqualTo("c");
		assertThat(this.deque.size()).isEqualTo(3);
	}

	@Test
	void whenElementsAreAddedFirstThenTheyAreInReverseOrder() {
		Stream.of("a", "b", "c").map(this::node).forEach(this.deque::addFirst);
		assertThat(this.deque).containsExactly("c", "b", "a");
	}

	@Test
	void whenElementsAreAddedSortedThenTheyAreInOrder() {
		addSorted("c", "a", "e", "b", "d");
		assertThat(this.deque).containsExactly("a", "b", "c", "d", "e");
		assertThat(this.deque.first()).isEqualTo("a");
		assertThat(this.deque.last()).isEqualTo("e");
	}

	@Test
	void whenElementsAreEqualThenTheOneAddedLastIsBehind() {
		Comparator<String> byLength = Comparator.comparingInt(String::length);
		Stream.of("aa", "b", "c", "dd", "e").map(this::node).forEach((node) -> this.deque.addSorted(node, byLength));
		assertThat(this.deque).containsExactly("b", "c", "e", "aa", "dd");
	}

	@Test
	void whenElementsAreAddedSortedThenTheyCanBeRemovedFromAnywhere() {
		addSorted("b", "d", "a", "c");
		Stream.of("b", "a", "d").map(this.nodes::get).forEach(this.deque::remove);
		assertThat(this.deque).containsExactly("c");
		assertThat(this.deque.first()).isEqualTo(this.deque.last());
	}

	@Test
	void whenFirstLastAndMiddleAreRemovedThenTheOthersAreLeft() {
		addLast("a", "b", "c", "d", "e");
		Stream.of("a", "c", "e").map(this.nodes::get).forEach(this.deque::remove);
		assertThat(this.deque).containsExactly("b", "d");
		assertThat(this.deque.size()).isEqualTo(2);
	}

	@Test
	void whenElementIsRemovedWhileIteratedThenAllOthersAreSeen() {
		addLast("a", "b", "c");
		StringBuilder seen = new StringBuilder();
		for (String element : this.deque) {
			seen.append(element);
			this.deque.remove(this.nodes.get(element));
		}
		assertThat(seen).hasToString("abc");
		assertThat(this.deque.isEmpty()).isTrue();
	}

	@Test
	void whenElementHasLeftThenItCanComeAgain() {
		addLast("a", "b");
		this.deque.remove(this.nodes.get("a"));
		assertThat(this.nodes.get("a").isLinked()).isFalse();
		this.deque.addLast(this.nodes.get("a"));
		assertThat(this.deque).containsExactly("b", "a");
	}

	@Test
	void whenElementIsInAnotherChainThenItCannotComeOrLeave() {
		addLast("a");
		LinkedDeque<String> other = new LinkedDeque<>();
		assertThatIllegalStateException().isThrownBy(() -> other.addLast(this.nodes.get("a")))
			.withMessage("a is in a deque already");
		assertThatIllegalStateException().isThrownBy(() -> other.remove(this.nodes.get("a")))
			.withMessage("a is not in this deque");
	}

	@Test
	void whenThereIsNoNextElementThenIteratorSaysSo() {
		assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> this.deque.iterator().next());
	}

	private void addLast(String... elements) {
		Stream.of(elements).map(this::node).forEach(this.deque::addLast);
	}

	private void addSorted(String... elements) {
		Stream.of(elements).map(this::node).forEach((node) -> this.deque.addSorted(node, Comparator.naturalOrder()));
	}

	private LinkedDeque.Node<String> node(String element) {
		LinkedDeque.Node<String> node = new LinkedDeque.Node<>(element);
		this.nodes.put(element, node);
		return node;
	}

}
