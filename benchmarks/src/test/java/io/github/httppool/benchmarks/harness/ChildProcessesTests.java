package io.github.httppool.benchmarks.harness;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

class ChildProcessesTests {

	@Test
	@EnabledOnOs(OS.LINUX)
	void countsWhatAChildHasUsedWhenItHasEnded() throws IOException, InterruptedException {
		long before = ChildProcesses.endedCpuNanos();
		Process child = new ProcessBuilder("sh", "-c", "i=0; while [ $i -lt 300000 ]; do i=$((i + 1)); done").start();
		assertThat(child.waitFor()).isZero();
		assertThat(ChildProcesses.endedCpuNanos()).isGreaterThan(before);
	}

}
