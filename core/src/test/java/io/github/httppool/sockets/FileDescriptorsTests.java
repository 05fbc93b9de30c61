package io.github.httppool.sockets;

import java.util.OptionalLong;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class FileDescriptorsTests {

	@ParameterizedTest
	@CsvSource({ "4000, 1000", "1048576, 1000", "1024, 256", "3, 1", ", 1000" })
	void whenConnectionsAreNotConfiguredThenTheyTakeAQuarterOfTheDescriptorsAtMost(Long descriptors, int total) {
		OptionalLong limit = (descriptors != null) ? OptionalLong.of(descriptors) : OptionalLong.empty();
		assertThat(FileDescriptors.maxTotalConnections(limit)).isEqualTo(total);
	}

}
