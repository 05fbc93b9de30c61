package io.github.httppool.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * What a person reads who has written a value that cannot be used.
 */
@ExtendWith(OutputCaptureExtension.class)
class BadPropertiesTests {

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	@ParameterizedTest
	@CsvSource(delimiterString = " | ",
			textBlock = """
					httppool.pool.max-connections             | 0   | must be 1 or more
					httppool.pool.max-connections             | -1  | must be 1 or more
					httppool.pool.max-idle-connections        | -1  | must be 0 or more
					httppool.pool.min-idle-connections        | -1  | must be 0 or more
					httppool.pool.max-pending-acquires        | -1  | must be 0 or more
					httppool.pool.max-life-time-jitter        | 1.5 | must be from 0 to 1
					httppool.pool.max-requests-per-connection | 0   | must be 1 or more
					httppool.pool.eviction-interval           | 0s  | must be from 1ms to 24d
					httppool.timeouts.acquire                 | -5s | must be from 1ms to 24d
					httppool.timeouts.connect                 | 25d | must be from 1ms to 24d
					httppool.max-total-connections            | 0   | must be 1 or more
					httppool.event-loops                      | 0   | must be 1 or more, or shared
					httppool.shutdown.drain-timeout           | -1s | must be from 0 to 24d
					httppool.pool.max-idle-time               | 10m | must be shorter than httppool.pool.max-life-time, which is 10m unless set
					httppool.pool.max-idle-connections        | 201 | must not be more than httppool.pool.max-connections, which is 200 unless set
					httppool.pool.min-idle-connections        | 201 | must not be more than httppool.pool.max-connections, which is 200 unless set
					httppool.ssl.bundle                       | ''  | must be the name of an SSL bundle
					httppool.clients.payment.pool.max-connections     | 0               | must be 1 or more
					httppool.clients.order-service.timeouts.connect   | 25d             | must be from 1ms to 24d
					httppool.clients.orderService.timeouts.response   | 0               | must be from 1ms to 24d
					httppool.clients.payment.ssl.bundle               | ''              | must be the name of an SSL bundle
					httppool.clients.payment.base-url                 | payment.example | must be an absolute http or https URL with a host
					httppool.clients.payment.pool.max-idle-time       | 11m             | must be shorter than httppool.pool.max-life-time, which is 10m unless set
					""")
	void whenAValueIsBadThenTheStartFailsWithPropertyValueOriginAndWhatIsAllowed(String property, String value,
			String allowed, CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(property + "=" + value));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Property: " + property + "\n")
			.contains("Value: \"" + value + "\"\n")
			.contains("Origin: \"%s\" from property source \"commandLineArgs\"\n".formatted(property))
			.contains("Reason: " + allowed);
	}

	@Test
	void whenAHostMayHaveMoreThanTheTotalThenTheStartFailsWithBoth(CapturedOutput output) {
		assertThatException()
			.isThrownBy(() -> start("httppool.pool.max-connections=20", "httppool.max-total-connections=10"));
		assertThat(output).contains("Property: httppool.pool.max-connections\n")
			.contains("Value: \"20\"\n")
			.contains("Reason: must not be more than httppool.max-total-connections, which is 10 (");
	}

	@Test
	void whenAClientHasTheNameOfTheSharedPoolThenTheStartFailsWithWhereToConfigureThat(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start("httppool.clients.default.pool.max-connections=5"));
		assertThat(output).contains("Property: httppool.clients.default\n")
			.contains("Value: \"default\"\n")
			.contains("Origin: \"httppool.clients.default.pool.max-connections\" from property source")
			.contains("Reason: must have another name: 'default' is the shared pool, set by httppool.pool,");
	}

	@Test
	void whenAClientContradictsWhatItInheritsThenTheStartFailsWithBothAsWritten(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start("httppool.pool.max-connections=20",
				"httppool.clients.payment.pool.max-idle-connections=30"));
		assertThat(output).contains("Property: httppool.clients.payment.pool.max-idle-connections\n")
			.contains("Value: \"30\"\n")
			.contains("Reason: must not be more than httppool.pool.max-connections, which is 20 (");
	}

	@Test
	void whenABaseUrlHasAPasswordThenTheStartFailsWithoutSayingIt(CapturedOutput output) {
		assertThatException()
			.isThrownBy(() -> start("httppool.clients.payment.base-url=https://me:open-sesame@payment.example"));
		assertThat(output).contains("Value: \"https://***@payment.example\"\n").doesNotContain("sesame");
	}

	@Test
	void whenAPropertyIsMisspelledThenAWarningNamesTheNearestOnce(CapturedOutput output) {
		start("httppool.clinets.x.base-url=http://payment.example", "httppool.clinets.x.pool.max-connections=5");
		assertThat(output)
			.containsOnlyOnce("httppool.clinets.x.base-url"
					+ " (\"httppool.clinets.x.base-url\" from property source \"commandLineArgs\")"
					+ " is not known: did you mean httppool.clients?")
			.doesNotContain("httppool.clinets.x.pool");
	}

	@Test
	void whenAPropertyInAFileIsMisspelledThenAWarningNamesItsLine(CapturedOutput output, @TempDir Path directory)
			throws IOException {
		Path file = Files.writeString(directory.resolve("misspelled.yaml"), """
				httppool:
				  clients:
				    payment:
				      pool:
				        max-conections: 5
				""");
		start("spring.config.additional-location=file:" + file);
		assertThat(output).contains("misspelled.yaml] - 5:25) is not known: did you mean"
				+ " httppool.clients.payment.pool.max-connections?\n");
	}

	@Test
	void whenAValueIsOfAnotherTypeThenTheStartFailsWithWhatIsAllowed(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start("httppool.pool.leasing=random"));
		assertThat(output).contains("httppool.pool.leasing").contains("random").contains("FIFO").contains("LIFO");
	}

	@Test
	void whenSeveralValuesAreBadThenAllOfThemAreNamed(CapturedOutput output) {
		assertThatException()
			.isThrownBy(() -> start("httppool.pool.max-connections=0", "httppool.timeouts.acquire=-5s"));
		assertThat(output).contains("Property: httppool.pool.max-connections\n")
			.contains("Property: httppool.timeouts.acquire\n");
	}

	@Test
	void whenABadValueIsInAFileThenItsLineIsNamed(CapturedOutput output, @TempDir Path directory) throws IOException {
		Path file = Files.writeString(directory.resolve("bad.yaml"), """
				httppool:
				  pool:
				    max-connections: 0
				""");
		assertThatException().isThrownBy(() -> start("spring.config.additional-location=file:" + file));
		assertThat(output).contains("Property: httppool.pool.max-connections\n").contains("bad.yaml] - 3:22\n");
	}

	@Test
	void whenTheStartHasFailedThenNoThreadIsLeft() {
		assertThatException().isThrownBy(() -> start("httppool.pool.max-connections=0"));
		EndToEnd.eventually("no thread left", () -> assertThat(EndToEnd.threads()).isEmpty());
	}

	private void start(String... properties) {
		this.endToEnd.application(WebApplicationType.NONE, properties);
	}

}
