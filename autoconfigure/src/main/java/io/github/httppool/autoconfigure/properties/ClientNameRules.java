package io.github.httppool.autoconfigure.properties;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.github.httppool.HttpPool;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;

/**
 * Checks the names under {@code httppool.clients}, as written.
 */
final class ClientNameRules {

	private static final String NO_LIST = "must be below the name of a client, as httppool.clients is not a list";

	private final WrittenProperties written;

	private final List<WrittenClientName> names;

	private final List<InvalidProperty> invalid = new ArrayList<>();

	private ClientNameRules(WrittenProperties written) {
		this.written = written;
		this.names = written.sources().stream().flatMap((source) -> WrittenClientName.in(source).stream()).toList();
	}

	/**
	 * Returns the invalid names.
	 * @param written where they were written
	 * @return one entry per mistake, empty if there is none
	 */
	static List<InvalidProperty> invalid(WrittenProperties written) {
		ClientNameRules rules = new ClientNameRules(written);
		rules.distinct().forEach(rules::check);
		return List.copyOf(rules.invalid);
	}

	/** Returns each spelling in each source, with its first property. */
	private List<WrittenClientName> distinct() {
		Map<List<Object>, WrittenClientName> distinct = new LinkedHashMap<>();
		this.names.forEach((name) -> distinct.putIfAbsent(List.of(name.source(), name.prefix()), name));
		return List.copyOf(distinct.values());
	}

	private void check(WrittenClientName name) {
		if (name.isListItem()) {
			checkListItem(name);
		}
		else if (!ClientNames.allowed(name.text())) {
			refuse(name.client(),
					"must have a name of letters, digits, '-' and '_' that begins with a letter or a digit"
							+ question(name.similar()));
		}
		else if (ClientNames.isShared(name.text())) {
			refuse(name.client(), "must have another name: 'httpPoolRestClient' and "
					+ "'httpPoolWebClient' are the beans of the shared clients");
		}
		else if (ClientNames.same(name.text(), HttpPool.DEFAULT)) {
			refuse(name.client(), "must have another name: '" + HttpPool.DEFAULT
					+ "' is the shared pool, set by httppool.pool, httppool.timeouts and so on");
		}
		else {
			checkDots(name);
			checkSpelling(name);
		}
	}

	/**
	 * A client whose name is a number has the same environment variables as a list item.
	 */
	private void checkListItem(WrittenClientName item) {
		boolean isClient = this.names.stream()
			.anyMatch((name) -> !name.inBrackets() && name.text().equals(item.text()));
		if (!isClient) {
			String meant = nameOf(item).map((name) -> this.written.text(name.property()))
				.filter(ClientNames::allowed)
				.map(ClientNameRules::question)
				.orElse(", such as httppool.clients.<name>.base-url");
			refuse(this.written.masked(item.property()), NO_LIST + meant);
		}
	}

	/** A list item may contain its name, or be just a name. */
	private Optional<WrittenClientName> nameOf(WrittenClientName item) {
		return this.names.stream()
			.filter((name) -> name.source() == item.source() && name.prefix().equals(item.prefix()))
			.filter((name) -> name.below().isEmpty() || name.below().equals(List.of("name")))
			.findFirst();
	}

	/**
	 * A dot in a name starts another level, on which no setting of a client is known.
	 */
	private void checkDots(WrittenClientName name) {
		if (this.names.stream().filter((other) -> other.text().equals(name.text())).anyMatch(this::isKnown)) {
			return;
		}
		dotted(name).filter((dotted) -> !isClient(dotted))
			.ifPresent((dotted) -> refuse(name.client().withValue(dotted),
					"must have a name without dots" + spelling(name.source(), dotted.replace('.', '-'))));
	}

	private static String spelling(ConfigurationPropertySource source, String dashed) {
		return WrittenClientName.isVariables(source)
				? ": a variable spells it HTTPPOOL_CLIENTS_" + ClientNames.uniform(dashed).toUpperCase(Locale.ROOT)
				: question(dashed);
	}

	private boolean isKnown(WrittenClientName name) {
		return name.below().isEmpty() || KnownProperties.CLIENT.below(name.below().get(0)) != null;
	}

	/** Returns the name including the unknown levels, if a known level follows. */
	private static Optional<String> dotted(WrittenClientName name) {
		List<String> below = name.below();
		return Stream.iterate(1, (level) -> level + 1)
			.limit(Math.max(0, below.size() - 1))
			.filter((level) -> KnownProperties.CLIENT.below(below.get(level)) != null)
			.findFirst()
			.map((level) -> name.text() + "." + String.join(".", below.subList(0, level)));
	}

	private boolean isClient(String dotted) {
		String uniform = ClientNames.uniform(dotted.replace(".", ""));
		return this.names.stream()
			.anyMatch((name) -> isKnown(name) && ClientNames.uniform(name.text()).equals(uniform));
	}

	/**
	 * Two spellings in one source were probably meant as two clients. In brackets, case
	 * and dashes do matter to Spring Boot: two such names would not share their values,
	 * although they must share a pool.
	 */
	private void checkSpelling(WrittenClientName name) {
		if (name.inBrackets()) {
			sameAs(name).filter((other) -> !client(other).equals(client(name)))
				.findFirst()
				.ifPresent((other) -> refuse(name.client(),
						"must be written without brackets, as " + other.prefix() + " means the same client"));
			return;
		}
		WrittenClientName first = first(name);
		if (first != null) {
			refuse(name.client(), "must be spelled as %s%s, which means the same client".formatted(first.prefix(),
					WrittenProperty.where(first.property().getOrigin())));
		}
	}

	private Stream<WrittenClientName> sameAs(WrittenClientName name) {
		return this.names.stream().filter((other) -> ClientNames.same(other.text(), name.text()));
	}

	/**
	 * Returns the first name of another spelling that precedes this one in its source.
	 */
	private @Nullable WrittenClientName first(WrittenClientName name) {
		WrittenClientName first = sameAs(name).filter((other) -> !other.inBrackets() && other.source() == name.source())
			.findFirst()
			.orElse(name);
		return first.text().equals(name.text()) ? null : first;
	}

	private static ConfigurationPropertyName client(WrittenClientName name) {
		return name.property().getName().chop(ClientNames.CLIENTS.getNumberOfElements() + 1);
	}

	private static String question(String name) {
		return name.isEmpty() ? "" : ": did you mean httppool.clients." + name + "?";
	}

	private void refuse(WrittenProperty property, String reason) {
		this.invalid.add(new InvalidProperty(property, reason));
	}

}
