package io.github.httppool.actuate;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * The busiest rows of a table that may be long, and how many rows are left out.
 *
 * @param <T> type of the rows
 * @param rows the rows shown
 * @param omitted how many more rows there are, or {@code null} if these are all
 */
record Busiest<T>(List<T> rows, @Nullable Integer omitted) {

	/**
	 * Takes the first rows in an order.
	 * @param all all rows
	 * @param busiestFirst the order
	 * @param max how many are shown
	 */
	static <T> Busiest<T> of(List<T> all, Comparator<? super T> busiestFirst, int max) {
		List<T> shown = all.stream().sorted(busiestFirst).limit(max).toList();
		return new Busiest<>(shown, (all.size() > max) ? all.size() - max : null);
	}

	<R> List<R> map(Function<T, R> shown) {
		return this.rows.stream().map(shown).toList();
	}

}
