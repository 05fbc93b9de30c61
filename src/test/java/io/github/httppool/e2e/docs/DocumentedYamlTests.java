package io.github.httppool.e2e.docs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The YAML of the documentation can be copied into an application.
 */
class DocumentedYamlTests {

	private static final List<String> PAGES = List.of("README.md", "docs/reference.md", "docs/operations.md");

	static List<YamlBlock> blocks() throws IOException {
		List<YamlBlock> blocks = new ArrayList<>();
		for (String page : PAGES) {
			for (String block : Markdown.read(page).blocks("yaml")) {
				blocks.add(YamlBlock.of(block));
			}
		}
		return blocks.stream().filter((block) -> !block.isManifest()).toList();
	}

	static Stream<YamlBlock> usableBlocks() throws IOException {
		return blocks().stream().filter((block) -> !block.needsMore());
	}

	@Test
	void everyPageHasSome() throws IOException {
		assertThat(PAGES).allSatisfy((page) -> assertThat(Markdown.read(page).blocks("yaml")).as(page).isNotEmpty());
	}

	/**
	 * Properties of Resilience4j, which is not here, are its own.
	 */
	@ParameterizedTest
	@MethodSource("blocks")
	void everyPropertyExists(YamlBlock block) throws IOException {
		ConfigurationMetadata metadata = ConfigurationMetadata.read();
		assertThat(block.properties()).filteredOn((name) -> !name.startsWith("resilience4j."))
			.isNotEmpty()
			.allSatisfy((name) -> assertThat(metadata.knows(withoutIndex(name))).as(name).isTrue());
		block.bind();
	}

	private static String withoutIndex(String name) {
		return name.replaceAll("\\[\\d+]$", "");
	}

	@ParameterizedTest
	@MethodSource("usableBlocks")
	void anApplicationStartsWithIt(YamlBlock block) {
		block.use();
	}

}
