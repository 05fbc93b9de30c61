package io.github.httppool.e2e.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.httppool.CloseReason;
import io.github.httppool.Diagnosis;
import io.github.httppool.FindingKind;
import io.github.httppool.SocketState;
import io.github.httppool.e2e.ChildProcess;
import io.github.httppool.e2e.SampleProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/operations.md} says is true: its names exist, its links lead
 * somewhere, its commands work.
 */
class OperationsTests {

	private static final Pattern RUNBOOK = Pattern.compile("runbook_url: \\S+/blob/main/docs/operations\\.md#(\\S+)");

	private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");

	private static final Pattern THREAD = Pattern.compile("\\[([a-z0-9.-]+ \\d+)](?!:)");

	/**
	 * Words in capitals that are no constants of ours.
	 */
	private static final Set<String> OTHER_WORDS = Set.of("POST", "GOAWAY", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY",
			"SO_KEEPALIVE");

	private final Markdown operations = Markdown.read("docs/operations.md");

	@Test
	void everyRunbookLinkOfAnAlertIsAHeading() throws IOException {
		assertThat(RUNBOOK.matcher(alerts()).results().map((link) -> link.group(1)))
			.hasSize((int) ALERT.matcher(alerts()).results().count())
			.allSatisfy((anchor) -> assertThat(this.operations.anchors()).contains(anchor));
	}

	@Test
	void everyAlertIsExplained() throws IOException {
		assertThat(this.operations.codeSpans()).containsAll(alertNames(alerts()));
	}

	@Test
	void everyLinkLeadsSomewhere() {
		assertThat(this.operations.links()).isNotEmpty().allSatisfy((link) -> {
			String[] parts = link.split("#", 2);
			Path file = parts[0].isEmpty() ? this.operations.file() : this.operations.file().resolveSibling(parts[0]);
			assertThat(file).exists();
			if (parts.length > 1) {
				assertThat(new Markdown(file, Files.readString(file)).anchors()).contains(parts[1]);
			}
		});
	}

	@Test
	void everyThreadHasItsAddress() {
		assertThat(THREAD.matcher(this.operations.text()).results().map((thread) -> thread.group(1)))
			.hasSizeGreaterThan(100)
			.allSatisfy((thread) -> assertThat(this.operations.text())
				.containsPattern("(?m)^\\[%s]: https://github\\.com/\\S+/\\S+/issues/%s$".formatted(thread,
						thread.replaceFirst(".* ", ""))));
	}

	@Test
	void everyPropertyExists() throws IOException {
		ConfigurationMetadata metadata = ConfigurationMetadata.read();
		assertThat(this.operations.codeSpans()).filteredOn((code) -> code.matches("(httppool|spring)\\.[a-z0-9.<>-]+"))
			.hasSizeGreaterThan(30)
			.allSatisfy((name) -> assertThat(metadata.knowsOrBegins(name)).as(name).isTrue());
	}

	@Test
	void everyReasonAndDiagnosisExists() {
		Set<String> constants = Stream
			.<Enum<?>[]>of(CloseReason.values(), Diagnosis.values(), FindingKind.values(), SocketState.values())
			.flatMap(Arrays::stream)
			.map(Enum::name)
			.collect(Collectors.toSet());
		assertThat(this.operations.codeSpans()).filteredOn((code) -> code.matches("[A-Z]+(_[A-Z]+)*"))
			.filteredOn((word) -> !OTHER_WORDS.contains(word))
			.hasSizeGreaterThan(15)
			.allSatisfy((word) -> assertThat(constants).contains(word));
	}

	@Test
	void everyDiagnosisAndFindingLeadsSomewhere() {
		assertThat(this.operations.codeSpans()).containsAll(Arrays.stream(Diagnosis.values()).map(Enum::name).toList())
			.containsAll(Arrays.stream(FindingKind.values()).map(Enum::name).toList());
	}

	/**
	 * Against the sample application, whose process and port are put in place of those of
	 * the text. A response with an error fails the command.
	 */
	@Test
	@Timeout(value = 3, unit = TimeUnit.MINUTES)
	void everyCommandWorks() throws IOException {
		List<String> commands = this.operations.blocks("sh").stream().flatMap(String::lines).toList();
		assertThat(commands).hasSizeGreaterThan(10);
		try (SampleProcess sample = SampleProcess.start("--sample.traffic.enabled=false")) {
			int port = sample.port();
			assertThat(commands).allSatisfy((command) -> run(command.replace("localhost:8080", "127.0.0.1:" + port)
				.replace("<pid>", Long.toString(sample.pid()))
				.replace("curl -s", "curl -sS --fail")
				.replaceFirst("^jcmd", Path.of(System.getProperty("java.home"), "bin", "jcmd").toString())));
		}
	}

	private static void run(String command) throws IOException {
		try (ChildProcess process = new ChildProcess("command", List.of("bash", "-c", command))) {
			int exitCode = process.exitCode();
			assertThat(exitCode).as("%s%n%s", command, process.output()).isZero();
		}
	}

	private static String alerts() throws IOException {
		return Files.readString(Markdown.ROOT.resolve("docs/prometheus/alerts.yml"));
	}

	private static Set<String> alertNames(String alerts) {
		return ALERT.matcher(alerts).results().map((alert) -> alert.group(1)).collect(Collectors.toSet());
	}

}
