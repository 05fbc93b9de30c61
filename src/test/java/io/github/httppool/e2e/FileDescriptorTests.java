package io.github.httppool.e2e;

import java.io.IOException;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.httppool.e2e.crowded.CrowdedApplication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process that may open only so many files ({@code ulimit -n}).
 */
@EnabledOnOs(OS.LINUX)
class FileDescriptorTests {

	private static final int LIMIT = 400;

	/** What the pools leave to others. */
	private static final int RESERVE = 50;

	private static final int CALLERS = 30;

	private static final int HOSTS = 14;

	private static final Pattern FIGURES = Pattern
		.compile("(host \\d+|nearly full|full): (\\d+) acquired, (\\d+) failed, (\\d+) idle, (\\d+) given up");

	private static final Pattern MOST_OPEN = Pattern.compile("most open: (\\d+)");

	@Test
	void whenDescriptorsRunOutThenIdleConnectionsGoFirstAndNoCallFails() throws IOException {
		List<NettyServer> servers = Stream.generate(() -> NettyServer.plain(new SocketCounter())).limit(HOSTS).toList();
		List<String> urls = servers.stream().map((server) -> server.url("/sleep/100")).toList();
		try (JavaProcess process = JavaProcess.startWithDescriptors(LIMIT, CrowdedApplication.class, urls)) {
			MatchResult mostOpen = process.awaitOutput(MOST_OPEN);
			assertThat(process.exitCode()).as(process::output).isZero();
			List<MatchResult> figures = FIGURES.matcher(process.output()).results().toList();
			assertThat(figures).as(process::output)
				.hasSize(HOSTS)
				.allSatisfy((figure) -> assertThat(figure.group(3)).as("failed").isEqualTo("0"));
			MatchResult last = figures.get(HOSTS - 1);
			assertThat(last.group(2)).as("acquired").isEqualTo(String.valueOf(HOSTS * CALLERS));
			assertThat(Integer.parseInt(last.group(5))).as("given up").isPositive();
			assertThat(Integer.parseInt(mostOpen.group(1))).as("most open").isBetween(LIMIT - 2 * RESERVE, LIMIT);
		}
		finally {
			servers.forEach(NettyServer::close);
		}
	}

}
