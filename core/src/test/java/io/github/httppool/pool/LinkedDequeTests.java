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

	private final LinkedDeque<String> chain = new LinkedDeque<>();

	private final Map<String, LinkedDeque.Node<String>> links = new HashMap<>();

	@Test
	void whenNothingIsAddedThenItIsEmpty() {
		assertThat(this.chain.isEmpty()).isTrue();
		assertThat(this.chain.first()).isNull();
		assertThat(this.chain.last()).isNull();
	}

	@Test
	void whenElementsAreAddedLastThenTheyAreInThisOrder() {
		addLast("a", "b", "c");
		assertThat(this.chain).containsExactly("a", "b", "c");
		assertThat(this.chain.first()).isEqualTo("a");
		assertThat(this.chain.last()).isEqualTo("c");
		assertThat(this.chain.size()).isEqualTo(3);
	}

	@Test
	void whenElementsAreAddedFirstThenTheyAreInReverseOrder() {
		Stream.of("a", "b", "c").map(this::link).forEach(this.chain::addFirst);
		assertThat(this.chain).containsExactly("c", "b", "a");
	}

	@Test
	void whenElementsAreAddedSortedThenTheyAreInOrder() {
		addSorted("c", "a", "e", "b", "d");
		assertThat(this.chain).containsExactly("a", "b", "c", "d", "e");
		assertThat(this.chain.first()).isEqualTo("a");
		assertThat(this.chain.last()).isEqualTo("e");
	}

	@Test
	void whenElementsAreEqualThenTheOneAddedLastIsBehind() {
		Comparator<String> byLength = Comparator.comparingInt(String::length);
		Stream.of("aa", "b", "c", "dd", "e").map(this::link).forEach((link) -> this.chain.addSorted(link, byLength));
		assertThat(this.chain).containsExactly("b", "c", "e", "aa", "dd");
	}

	@Test
	void whenElementsAreAddedSortedThenTheyCanBeRemovedFromAnywhere() {
		addSorted("b", "d", "a", "c");
		Stream.of("b", "a", "d").map(this.links::get).forEach(this.chain::remove);
		assertThat(this.chain).containsExactly("c");
		assertThat(this.chain.first()).isEqualTo(this.chain.last());
	}

	@Test
	void whenFirstLastAndMiddleAreRemovedThenTheOthersAreLeft() {
		addLast("a", "b", "c", "d", "e");
		Stream.of("a", "c", "e").map(this.links::get).forEach(this.chain::remove);
		assertThat(this.chain).containsExactly("b", "d");
		assertThat(this.chain.size()).isEqualTo(2);
	}

	@Test
	void whenElementIsRemovedWhileIteratedThenAllOthersAreSeen() {
		addLast("a", "b", "c");
		StringBuilder seen = new StringBuilder();
		for (String element : this.chain) {
			seen.append(element);
			this.chain.remove(this.links.get(element));
		}
		assertThat(seen).hasToString("abc");
		assertThat(this.chain.isEmpty()).isTrue();
	}

	@Test
	void whenElementHasLeftThenItCanComeAgain() {
		addLast("a", "b");
		this.chain.remove(this.links.get("a"));
		assertThat(this.links.get("a").isLinked()).isFalse();
		this.chain.addLast(this.links.get("a"));
		assertThat(this.chain).containsExactly("b", "a");
	}

	@Test
	void whenElementIsInAnotherChainThenItCannotComeOrLeave() {
		addLast("a");
		LinkedDeque<String> other = new LinkedDeque<>();
		assertThatIllegalStateException().isThrownBy(() -> other.addLast(this.links.get("a")))
			.withMessage("a is in a chain already");
		assertThatIllegalStateException().isThrownBy(() -> other.remove(this.links.get("a")))
			.withMessage("a is not in this chain");
	}

	@Test
	void whenThereIsNoNextElementThenIteratorSaysSo() {
		assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> this.chain.iterator().next());
	}

	private void addLast(String... elements) {
		Stream.of(elements).map(this::link).forEach(this.chain::addLast);
	}

	private void addSorted(String... elements) {
		Stream.of(elements).map(this::link).forEach((link) -> this.chain.addSorted(link, Comparator.naturalOrder()));
	}

	private LinkedDeque.Node<String> link(String element) {
		LinkedDeque.Node<String> link = new LinkedDeque.Node<>(element);
		this.links.put(element, link);
		return link;
	}

}
