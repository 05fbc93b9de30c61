package io.github.httppool.autoconfigure.properties;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.httppool.HttpPool;

/**
 * Finds times that were written as a small number without a unit, which Spring Boot reads
 * as milliseconds: {@code 10} is rarely meant as 10 ms.
 */
final class BareTimes {

	/** 1 to 99; 0 is either rejected or switches something off. */
	private static final Pattern BARE = Pattern.compile("\\+?0*([1-9]\\d?)");

	private BareTimes() {
	}

	/**
	 * Returns the warnings.
	 * @param written where properties were written
	 * @param pools names of the pools
	 * @return one sentence for each such time
	 */
	static List<String> in(WrittenProperties written, Collection<String> pools) {
		return pools.stream()
			.flatMap((pool) -> times(pool).map((time) -> written.prefix(pool) + "." + time))
			.map((name) -> written.find(name, Duration.ZERO))
			.filter((property) -> property.set() && BARE.matcher(property.value().strip()).matches())
			.map(BareTimes::sentence)
			.toList();
	}

	private static Stream<String> times(String pool) {
		return pool.equals(HttpPool.DEFAULT) ? KnownProperties.ALL.times() : KnownProperties.CLIENT.times();
	}

	private static String sentence(WrittenProperty property) {
		String number = BARE.matcher(property.value().strip()).replaceFirst("$1");
		return "%s is %s%s, which means %s ms; did you mean %ss?".formatted(property.name(), property.value(),
				property.where(), number, number);
	}

}
