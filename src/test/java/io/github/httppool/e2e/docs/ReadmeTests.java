package io.github.httppool.e2e.docs;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.httppool.HttpPoolSettings;
import io.github.httppool.HttpPools;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.PropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the README shows works.
 */
class ReadmeTests {

	@Test
	void whenTheYamlIsUsedThenThePoolsAreSetAsItSays() throws IOException {
		List<PropertySource<?>> yaml = new ArrayList<>();
		for (String block : Markdown.read("README.md").blocks("yaml")) {
			yaml.add(YamlBlock.of(block).source());
		}
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(YamlBlock.Application.class)
			.web(WebApplicationType.NONE)
			.properties("spring.config.name=none")
			.initializers((starting) -> yaml.forEach(starting.getEnvironment().getPropertySources()::addFirst))
			.run()) {
			HttpPools pools = context.getBean(HttpPools.class);
			HttpPoolSettings settings = pools.get("default").settings();
			assertThat(settings.pool().maxConnections()).isEqualTo(200);
			assertThat(settings.timeouts().acquire()).isEqualTo(Duration.ofSeconds(2));
			assertThat(pools.totals().maxTotalConnections()).isEqualTo(1000);
			assertThat(pools.get("payment").settings().pool().maxConnections()).isEqualTo(20);
			assertThat(pools.get("payment").settings().timeouts().response()).isEqualTo(Duration.ofSeconds(2));
			assertThat(pools.get("inventory").settings()).isEqualTo(settings);
		}
	}

}
