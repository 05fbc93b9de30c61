package io.github.httppool.boot;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.service.HttpServiceClientProperties;
import org.springframework.boot.http.client.autoconfigure.service.HttpServiceClientPropertiesAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.web.service.registry.HttpServiceGroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link NamedClientBaseUrls}, and for the groups that are named like pools.
 */
class NamedClientBaseUrlsTests {

	private final NamedClientBaseUrls pools = pools();

	@ParameterizedTest
	@ValueSource(strings = { "orderService", "order-service", "ORDER_SERVICE", "orderservice" })
	void whenANameIsSpelledOtherwiseThenItIsTheSamePool(String name) {
		assertThat(this.pools.contains(name)).isTrue();
		assertThat(this.pools.name(name)).isEqualTo("orderService");
		assertThat(this.pools.baseUrl(name)).isEqualTo("http://orders.example");
	}

	@Test
	void whenThereIsNoSuchPoolThenTheErrorNamesThoseThereAre() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.pools.name("orders"))
			.withMessage(
					"There is no pool 'orders', only [default, orderService]: configure it as httppool.clients.orders");
	}

	@ParameterizedTest
	@CsvSource({ "orderService, orderService", "order-service, orderService", "orders, default", "default, default" })
	void whenAGroupIsNamedLikeAPoolInAnySpellingThenItRunsOnIt(String group, String pool) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(HttpServiceClientPropertiesAutoConfiguration.class))
			.run((context) -> {
				HttpServiceClientProperties properties = context.getBean(HttpServiceClientProperties.class);
				assertThat(new ServiceGroups(this.pools, new CallGuards(List.of(), (kind, client) -> false), properties,
						null, (value) -> value)
					.pool(group(group))).isEqualTo(pool);
			});
	}

	private static NamedClientBaseUrls pools() {
		Map<String, @Nullable String> baseUrls = new LinkedHashMap<>();
		baseUrls.put("default", null);
		baseUrls.put("orderService", "http://orders.example");
		return new NamedClientBaseUrls(baseUrls, Set.of(),
				(name) -> name.toLowerCase(Locale.ROOT).replaceAll("[-_]", ""));
	}

	private static HttpServiceGroup group(String name) {
		return new HttpServiceGroup() {

			@Override
			public String name() {
				return name;
			}

			@Override
			public Set<Class<?>> httpServiceTypes() {
				return Set.of();
			}

			@Override
			public ClientType clientType() {
				return ClientType.REST_CLIENT;
			}

		};
	}

}
