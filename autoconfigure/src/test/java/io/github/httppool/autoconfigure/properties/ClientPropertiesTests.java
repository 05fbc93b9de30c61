package io.github.httppool.autoconfigure.properties;

import java.beans.PropertyDescriptor;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.httppool.AddressUse;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.Leasing;
import io.github.httppool.NameResolver;
import io.github.httppool.Reclaim;
import io.github.httppool.WarmUp;
import io.github.httppool.autoconfigure.properties.HttpPoolProperties.Client;
import io.github.httppool.boot.CallGuardKind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.BeanUtils;
import org.springframework.beans.BeanWrapperImpl;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link EffectiveProperties}: what a client sets and what it inherits.
 */
class ClientPropertiesTests {

	private static final int TOTAL = 1000;

	private static final String SHARED = "httppool.";

	private static final String CLIENT = "httppool.clients.payment.";

	/** A value of each type that is not the default of any key. */
	private static final Map<Class<?>, Object> VALUES = Map.ofEntries(Map.entry(Integer.class, 7),
			Map.entry(Double.class, 0.7), Map.entry(Duration.class, Duration.ofSeconds(7)),
			Map.entry(Leasing.class, Leasing.FIFO), Map.entry(String.class, "seven"), Map.entry(Boolean.class, false),
			Map.entry(Reclaim.class, Reclaim.OFF), Map.entry(DataSize.class, DataSize.ofBytes(7)),
			Map.entry(List.class, List.of(507, 577)), Map.entry(AddressUse.class, AddressUse.FIRST),
			Map.entry(NameResolver.class, NameResolver.JDK), Map.entry(WarmUp.class, WarmUp.OFF));

	private static final Map<Class<?>, Object> OTHER_VALUES = Map.ofEntries(Map.entry(Integer.class, 3),
			Map.entry(Double.class, 0.3), Map.entry(Duration.class, Duration.ofSeconds(3)),
			Map.entry(Leasing.class, Leasing.LIFO), Map.entry(String.class, "three"), Map.entry(Boolean.class, true),
			Map.entry(Reclaim.class, Reclaim.AFTER), Map.entry(DataSize.class, DataSize.ofBytes(3)),
			Map.entry(List.class, List.of(503)), Map.entry(AddressUse.class, AddressUse.ALL),
			Map.entry(NameResolver.class, NameResolver.NETTY), Map.entry(WarmUp.class, WarmUp.READINESS));

	@ParameterizedTest
	@MethodSource("keys")
	void whenKeyIsSetForTheSharedPoolThenClientInheritsIt(String key) {
		String shared = property(SHARED, key, VALUES);
		assertThat(clientPool(shared)).isEqualTo(sharedPool(shared)).isNotEqualTo(sharedPool());
	}

	@ParameterizedTest
	@MethodSource("keys")
	void whenKeyIsSetForTheClientThenItCounts(String key) {
		assertThat(clientPool(property(SHARED, key, OTHER_VALUES), property(CLIENT, key, VALUES)))
			.isEqualTo(sharedPool(property(SHARED, key, VALUES)));
	}

	@ParameterizedTest
	@MethodSource("keys")
	void whenKeyIsSetForTheClientThenTheSharedPoolIsAsBefore(String key) {
		assertThat(sharedPool(property(CLIENT, key, VALUES))).isEqualTo(sharedPool());
	}

	@ParameterizedTest
	@MethodSource("keys")
	void whenKeyIsSetForTheClientThenEveryOtherIsInherited(String key) {
		String[] all = Stream
			.concat(keys().map((each) -> property(SHARED, each, VALUES)), Stream.of(property(CLIENT, key, VALUES)))
			.toArray(String[]::new);
		assertThat(clientPool(all)).isEqualTo(sharedPool(all));
	}

	@ParameterizedTest
	@MethodSource("numbersAndTimes")
	void whenNumberOrTimeOfAClientIsNegativeThenStartFails(String key) {
		assertRefused("httppool.clients.payment." + key + " is -1 but must be ",
				"httppool.clients.payment." + key + "=-1");
	}

	@ParameterizedTest
	@MethodSource("numbersAndTimes")
	void whenNumberOrTimeOfTheSharedPoolIsNegativeThenStartFails(String key) {
		assertRefused("httppool." + key + " is -1 but must be ", "httppool." + key + "=-1");
	}

	@Test
	void whenClientInheritsAValueThatIsNotAllowedThenTheSharedPropertyIsNamedOnce() {
		assertRefused("httppool.pool.max-connections is 0 but must be 1 or more", "httppool.pool.max-connections=0",
				"httppool.clients.payment.base-url=http://payment.example");
	}

	@Test
	void whenAKeyOfClientsIsWrittenForTheSharedPoolThenItIsNotInherited() {
		assertThat(pool("payment", "httppool.base-url=http://shared.example").baseUrl()).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void whenAGuardIsWrittenForAClientThenThatOneHasIt(CallGuardKind kind) {
		assertThat(bound(environment(CLIENT + kind.property() + "=true", "httppool.clients.orders.load-balanced=false"))
			.guardedClients(kind)).containsExactly("payment");
	}

	@ParameterizedTest
	@EnumSource
	void whenAGuardIsWrittenForTheSharedPoolThenItIsNotInherited(CallGuardKind kind) {
		assertThat(bound(environment(SHARED + kind.property() + "=true", CLIENT + "load-balanced=false"))
			.guardedClients(kind)).isEmpty();
	}

	@Test
	void whenClientSetsMaxConnectionsThenIdleFollows() {
		pool("payment", (pool) -> {
			assertThat(pool.maxIdleConnections()).isEqualTo(8);
			assertThat(pool.maxPendingAcquires()).isEqualTo(1000);
		}, "httppool.clients.payment.pool.max-connections=8", "httppool.pool.max-connections=20");
	}

	@Test
	void whenClientInheritsMaxConnectionsThenIdleFollows() {
		pool("payment", (pool) -> {
			assertThat(pool.maxIdleConnections()).isEqualTo(20);
			assertThat(pool.maxPendingAcquires()).isEqualTo(1000);
		}, "httppool.clients.payment.base-url=http://payment.example", "httppool.pool.max-connections=20");
	}

	@Test
	void whenInheritedIdleIsMoreThanOwnMaxConnectionsThenItGivesWay() {
		pool("payment", (pool) -> assertThat(pool.maxIdleConnections()).isEqualTo(8),
				"httppool.clients.payment.pool.max-connections=8", "httppool.pool.max-idle-connections=20");
	}

	@Test
	void whenTotalIsBelowDefaultMaxConnectionsThenThatOfAClientGivesWay() {
		pool("payment", (pool) -> assertThat(pool.maxConnections()).isEqualTo(20), "httppool.max-total-connections=20",
				"httppool.clients.payment.base-url=http://payment.example");
	}

	@Test
	void whenValueOfAClientIsEmptyThenItIsInherited() {
		pool("payment", (pool) -> assertThat(pool.maxConnections()).isEqualTo(20), "httppool.pool.max-connections=20",
				"httppool.clients.payment.pool.max-connections=",
				"httppool.clients.payment.base-url=http://payment.example");
	}

	@Test
	void whenThereAreClientsThenTheSharedPoolIsFirst() {
		assertThat(bind("httppool.clients.a.base-url=http://a.example", "httppool.clients.b.base-url=http://b.example")
			.pools()
			.keySet()).containsExactly("default", "a", "b");
	}

	@Test
	void whenAClientsDeadlineHeaderIsEmptyThenItHasNone() {
		String shared = "httppool.timeouts.deadline-header=X-Time-Left";
		assertThat(deadlineHeader(shared)).isEqualTo("X-Time-Left");
		assertThat(deadlineHeader(shared, "httppool.clients.payment.timeouts.deadline-header=grpc-timeout"))
			.isEqualTo("grpc-timeout");
		assertThat(deadlineHeader(shared, "httppool.clients.payment.timeouts.deadline-header=")).isNull();
		assertThat(deadlineHeader()).isNull();
	}

	private String deadlineHeader(String... properties) {
		return pool("payment", properties).settings().timeouts().deadlineHeader();
	}

	@Test
	void whenNobodySetsAConnectTimeoutThenItIsNotSet() {
		assertThat(clientPool().pool().connectTimeoutSet()).isFalse();
	}

	@Test
	void whenNobodySetsAResponseTimeoutThenItIsNotSet() {
		assertThat(clientPool().pool().responseTimeoutSet()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "httppool.", "httppool.clients.payment." })
	void whenConnectTimeoutIsSetAtEitherLevelThenItIsSet(String prefix) {
		EffectivePool pool = pool("payment", prefix + "timeouts.connect=1s");
		assertThat(pool.connectTimeoutSet()).isTrue();
		assertThat(pool.responseTimeoutSet()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "httppool.", "httppool.clients.payment." })
	void whenResponseTimeoutIsSetAtEitherLevelThenItIsSet(String prefix) {
		EffectivePool pool = pool("payment", prefix + "timeouts.response=1s");
		assertThat(pool.responseTimeoutSet()).isTrue();
		assertThat(pool.connectTimeoutSet()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "payment", "orderService", "order-service", "order_service", "2nd" })
	void whenValueOfAClientIsNotAllowedThenItsPropertyIsNamedAsWritten(String name) {
		assertRefused("httppool.clients." + name + ".pool.max-connections is 0 but must be 1 or more",
				"httppool.clients." + name + ".pool.max-connections=0");
	}

	@Test
	void whenNameIsInBracketsThenPropertyIsNamedAsWritten() {
		InvalidProperty invalid = refused("httppool.clients[orderService].pool.max-connections=0");
		assertThat(invalid.property().name()).isEqualTo("httppool.clients[orderService].pool.max-connections");
		assertThat(invalid.property().origin()).isNotNull();
	}

	@ParameterizedTest
	@CsvSource({ "orderService, 0", "payment, -1" })
	void whenValueOfAClientIsNotAllowedThenItsOriginIsNamed(String name, String value) {
		String property = "httppool.clients." + name + ".pool.max-connections";
		assertThat(refused(property + "=" + value).property().origin())
			.hasToString("\"" + property + "\" from property source \"test\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "default", "Default", "DEFAULT", "de-fault" })
	void whenClientHasTheNameOfTheSharedPoolThenStartFails(String name) {
		assertRefused(
				"httppool.clients.%1$s is %1$s but must have another name: 'default' is the shared pool, set by httppool.pool,"
					.formatted(name),
				"httppool.clients." + name + ".pool.max-connections=1");
	}

	@Test
	void whenClientHasTheNameOfTheSharedPoolThenItsOriginIsNamed() {
		assertThat(refused("httppool.clients.default.pool.max-connections=1").property().origin())
			.hasToString("\"httppool.clients.default.pool.max-connections\" from property source \"test\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "order.service", "my client", "-a", "bär" })
	void whenNameOfAClientIsNotAllowedThenStartFails(String name) {
		assertRefused(
				"httppool.clients[%1$s] is %1$s but must have a name of letters, digits, '-' and '_'".formatted(name),
				"httppool.clients[" + name + "].pool.max-connections=1");
	}

	@Test
	void whenNameInBracketsDiffersByCaseOnlyThenStartFails() {
		assertRefused(
				"httppool.clients[orderService] is orderService but must be written without brackets,"
						+ " as httppool.clients.order-service means the same client",
				"httppool.clients[orderService].base-url=http://a.example",
				"httppool.clients.order-service.pool.max-connections=1");
	}

	@Test
	void whenNameInBracketsIsLikeOneWithoutThenTheyAreOneClient() {
		pool("payment", (pool) -> assertThat(pool.maxConnections()).isEqualTo(3),
				"httppool.clients[payment].pool.max-connections=3",
				"httppool.clients.payment.base-url=http://payment.example");
	}

	@Test
	void whenBaseUrlIsNotAllowedThenStartFails() {
		assertRefused(
				"httppool.clients.payment.base-url is payment.example but must be an absolute http or https URL with a host",
				"httppool.clients.payment.base-url=payment.example");
	}

	@Test
	void whenBaseUrlIsEmptyThenStartFails() {
		assertThat(refused("httppool.clients.payment.base-url=").property().value()).isEmpty();
	}

	@Test
	void whenBaseUrlHasAPasswordThenItIsNotNamed() {
		assertRefused("httppool.clients.payment.base-url is https://***@payment.example but must be",
				"httppool.clients.payment.base-url=https://user:${password}@payment.example", "password=secret");
	}

	@Test
	void whenBundleOfAClientIsEmptyThenStartFails() {
		assertRefused("httppool.clients.payment.ssl.bundle is  but must be the name of an SSL bundle",
				"httppool.clients.payment.ssl.bundle=");
	}

	@Test
	void whenClientContradictsItselfThenBothAreItsOwn() {
		assertRefused(
				"httppool.clients.payment.pool.max-idle-connections is 9 but must not be more than"
						+ " httppool.clients.payment.pool.max-connections, which is 8 (",
				"httppool.clients.payment.pool.max-idle-connections=9",
				"httppool.clients.payment.pool.max-connections=8");
	}

	@Test
	void whenMoreIdleThanInheritedConnectionsThenOwnIsToBlame() {
		assertRefused(
				"httppool.clients.payment.pool.max-idle-connections is 21 but must not be more than"
						+ " httppool.pool.max-connections, which is 20 (\"httppool.pool.max-connections\"",
				"httppool.clients.payment.pool.max-idle-connections=21", "httppool.pool.max-connections=20");
	}

	@Test
	void whenMoreIdleThanDefaultConnectionsThenDefaultIsThatOfTheSharedPool() {
		assertRefused(
				"httppool.clients.payment.pool.max-idle-connections is 201 but must not be more than"
						+ " httppool.pool.max-connections, which is 200 unless set",
				"httppool.clients.payment.pool.max-idle-connections=201");
	}

	@Test
	void whenOwnLifeTimeIsNotAboveInheritedIdleTimeThenOwnIsToBlame() {
		assertRefused(
				"httppool.clients.payment.pool.max-life-time is 40s but must be longer than"
						+ " httppool.pool.max-idle-time, which is 1m (",
				"httppool.clients.payment.pool.max-life-time=40s", "httppool.pool.max-idle-time=1m");
	}

	@Test
	void whenOwnIdleTimeIsNotBelowInheritedLifeTimeThenOwnIsToBlame() {
		assertRefused(
				"httppool.clients.payment.pool.max-idle-time is 5m but must be shorter than"
						+ " httppool.pool.max-life-time, which is 2m (",
				"httppool.clients.payment.pool.max-idle-time=5m", "httppool.pool.max-life-time=2m");
	}

	@Test
	void whenMoreConnectionsThanSetTotalThenOwnIsToBlame() {
		assertRefused(
				"httppool.clients.payment.pool.max-connections is 30 but must not be more than"
						+ " httppool.max-total-connections, which is 20 (",
				"httppool.clients.payment.pool.max-connections=30", "httppool.max-total-connections=20");
	}

	@Test
	void whenClientReclaimsByAgeWithoutAnAgeThenBothAreItsOwn() {
		assertRefused(
				"httppool.clients.payment.leak-detection.reclaim is after but must come with"
						+ " httppool.clients.payment.leak-detection.reclaim-after, the age",
				"httppool.clients.payment.leak-detection.reclaim=after");
	}

	@Test
	void whenClientReclaimsByInheritedAgeThenThatCounts() {
		assertThat(pool("payment", "httppool.clients.payment.leak-detection.reclaim=after",
				"httppool.leak-detection.reclaim-after=5m")
			.settings()
			.leakDetection()
			.reclaimAfter()).isEqualTo(Duration.ofMinutes(5));
	}

	@Test
	void whenClientsInheritAContradictionThenItIsNamedOnce() {
		assertThat(refused("httppool.pool.max-idle-time=11m", "httppool.clients.a.base-url=http://a.example",
				"httppool.clients.b.base-url=http://b.example")
			.property()
			.name()).isEqualTo("httppool.pool.max-idle-time");
	}

	@Test
	void whenClientMakesAnInheritedContradictionWorseThenBothAreNamed() {
		assertThatExceptionOfType(InvalidPropertiesException.class)
			.isThrownBy(() -> bind("httppool.pool.max-idle-time=11m", "httppool.clients.a.pool.max-idle-time=12m"))
			.satisfies((ex) -> assertThat(ex.invalid()).extracting((invalid) -> invalid.property().name())
				.containsExactly("httppool.pool.max-idle-time", "httppool.clients.a.pool.max-idle-time"));
	}

	/** Every key that a client inherits, from the classes, so that none is forgotten. */
	/**
	 * Those of a proxy depend on each other: {@link ProxyPropertiesTests} has them.
	 */
	static Stream<String> keys() {
		return keys(PoolProperties.class).filter((key) -> !key.startsWith("proxy."));
	}

	private static Stream<String> keys(Class<?> level) {
		return descriptors(level).flatMap((property) -> {
			String name = DataObjectPropertyName.toDashedForm(property.getName());
			Class<?> type = property.getPropertyType();
			return (type.getEnclosingClass() == PoolProperties.class) ? keys(type).map((key) -> name + "." + key)
					: Stream.of(name);
		});
	}

	static Stream<String> numbersAndTimes() {
		BeanWrapperImpl client = new BeanWrapperImpl(new Client());
		return keys().filter((key) -> {
			Class<?> type = client.getPropertyType(path(key));
			return type == Duration.class || Number.class.isAssignableFrom(type);
		});
	}

	private static Stream<PropertyDescriptor> descriptors(Class<?> type) {
		return Arrays.stream(BeanUtils.getPropertyDescriptors(type))
			.filter((property) -> !property.getName().equals("class"));
	}

	private static String property(String prefix, String key, Map<Class<?>, Object> values) {
		BeanWrapperImpl defaults = new BeanWrapperImpl(new Client());
		Class<?> type = defaults.getPropertyType(path(key));
		assertThat(values).as("a value for %s", key).containsKey(type);
		// The values are for what is true unless set.
		Object value = Boolean.FALSE.equals(defaults.getPropertyValue(path(key))) ? !(Boolean) values.get(type)
				: values.get(type);
		return prefix + key + "=" + WrittenProperties.print(value);
	}

	private static String path(String key) {
		return Pattern.compile("-(.)").matcher(key).replaceAll((found) -> found.group(1).toUpperCase(Locale.ROOT));
	}

	/** Not checked, so that each key can be tried alone. */
	private static Level clientPool(String... written) {
		String[] all = Stream.concat(Stream.of(CLIENT + "load-balanced=false"), Stream.of(written))
			.toArray(String[]::new);
		StandardEnvironment environment = environment(all);
		Client client = bound(environment).getClients().get("payment");
		return new Level(EffectivePool.of("payment", client, TOTAL, new WrittenProperties(environment)),
				client.getPool().getFleetMaxConnections());
	}

	private static Level sharedPool(String... written) {
		StandardEnvironment environment = environment(written);
		HttpPoolProperties shared = bound(environment);
		return new Level(EffectivePool.shared(shared, TOTAL, new WrittenProperties(environment)),
				shared.getPool().getFleetMaxConnections());
	}

	private void pool(String name, Consumer<HttpPoolSettings.Pool> assertions, String... written) {
		assertions.accept(pool(name, written).settings().pool());
	}

	private EffectivePool pool(String name, String... written) {
		String[] all = Stream.concat(Stream.of("httppool.clients." + name + ".ssl.bundle=some"), Stream.of(written))
			.toArray(String[]::new);
		EffectivePool pool = bind(all).pools().get(name);
		assertThat(pool).isNotNull();
		return pool;
	}

	private void assertRefused(String message, String... written) {
		assertThat(refused(written)).asString().startsWith(message);
	}

	private InvalidProperty refused(String... written) {
		try {
			bind(written);
		}
		catch (InvalidPropertiesException ex) {
			assertThat(ex.invalid()).hasSize(1);
			return ex.invalid().get(0);
		}
		throw new AssertionError("Nothing was refused");
	}

	private static EffectiveProperties bind(String... written) {
		StandardEnvironment environment = environment(written);
		return EffectiveProperties.of(bound(environment), environment);
	}

	private static HttpPoolProperties bound(StandardEnvironment environment) {
		return Binder.get(environment, new ClientNamesBindHandler(BindHandler.DEFAULT))
			.bindOrCreate("httppool", HttpPoolProperties.class);
	}

	private static StandardEnvironment environment(String... written) {
		StandardEnvironment environment = new StandardEnvironment() {

			@Override
			protected void customizePropertySources(MutablePropertySources propertySources) {
				// Nothing but what a test writes.
			}

		};
		TestPropertyValues.of(written).applyTo(environment);
		return environment;
	}

	/**
	 * What the properties of one level amount to.
	 *
	 * @param pool the pool
	 * @param fleetMaxConnections the limit that all instances of the application share
	 */
	private record Level(EffectivePool pool, @Nullable Integer fleetMaxConnections) {

	}

}
