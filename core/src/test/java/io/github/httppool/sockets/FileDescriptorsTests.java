package io.github.httppool.sockets;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class FileDescriptorsTests {

	/** Far more than other threads open meanwhile. */
	private static final int FILES = 200;

	@ParameterizedTest
	@CsvSource({ "4000, 1000", "1048576, 1000", "1024, 256", "3, 1", ", 1000" })
	void whenConnectionsAreNotConfiguredThenTheyTakeAQuarterOfTheDescriptorsAtMost(Long descriptors, int total) {
		OptionalLong limit = (descriptors != null) ? OptionalLong.of(descriptors) : OptionalLong.empty();
		assertThat(FileDescriptors.maxTotalConnections(limit)).isEqualTo(total);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void whenFilesAreOpenedThenTheyAreCounted() throws IOException {
		long before = FileDescriptors.count().orElseThrow().open();
		List<FileChannel> files = new ArrayList<>();
		try {
			for (int i = 0; i < FILES; i++) {
				files.add(FileChannel.open(Path.of("/dev/null")));
			}
			assertThat(FileDescriptors.count().orElseThrow().open()).isCloseTo(before + FILES, within(20L));
		}
		finally {
			for (FileChannel file : files) {
				file.close();
			}
		}
	}

}
