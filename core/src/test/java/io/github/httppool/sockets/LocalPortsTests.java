package io.github.httppool.sockets;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.github.httppool.LocalPortsSnapshot;
import io.github.httppool.SocketState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class LocalPortsTests {

	private static final InetSocketAddress REMOTE = new InetSocketAddress("127.0.0.1", 8080);

	private static final InetSocketAddress OTHER = new InetSocketAddress("127.0.0.2", 8080);

	@TempDir
	private Path directory;

	private Optional<LocalPortsSnapshot> read(String range) throws IOException {
		Path file = this.directory.resolve("range");
		Files.writeString(file, range);
		List<TcpSocket> sockets = List.of(new TcpSocket(1, REMOTE, SocketState.TIME_WAIT),
				new TcpSocket(2, REMOTE, SocketState.TIME_WAIT), new TcpSocket(3, REMOTE, SocketState.ESTABLISHED),
				new TcpSocket(4, OTHER, SocketState.TIME_WAIT));
		return new LocalPorts(() -> Optional.of(sockets), file, () -> 0).to(REMOTE);
	}

	@Test
	void whenThePortsAreCountedThenOtherAddressesAreNot() throws IOException {
		assertThat(read("32768\t60999\n")).contains(new LocalPortsSnapshot(1, 2, 32_768, 60_999));
	}

	@Test
	void whenTheRangeCannotBeReadThenNothingIsKnown() throws IOException {
		assertThat(read("")).isEmpty();
		assertThat(read("many few")).isEmpty();
	}

	@Test
	void whenManyDialsFailThenTheTableIsReadOnceInAWhile() throws IOException {
		Path file = this.directory.resolve("range");
		Files.writeString(file, "32768 60999");
		AtomicInteger reads = new AtomicInteger();
		AtomicLong now = new AtomicLong();
		LocalPorts ports = new LocalPorts(() -> {
			reads.incrementAndGet();
			return Optional.of(List.of(new TcpSocket(1, REMOTE, SocketState.ESTABLISHED)));
		}, file, now::get);
		for (int i = 0; i < 3; i++) {
			assertThat(ports.to(REMOTE)).contains(new LocalPortsSnapshot(1, 0, 32_768, 60_999));
			assertThat(ports.to(OTHER)).contains(new LocalPortsSnapshot(0, 0, 32_768, 60_999));
		}
		assertThat(reads).hasValue(1);
		now.set(TimeUnit.SECONDS.toNanos(1));
		ports.to(REMOTE);
		assertThat(reads).hasValue(2);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void whenThisIsLinuxThenTheRangeIsKnown() {
		assertThat(LocalPorts.onLinux().to(REMOTE))
			.hasValueSatisfying((ports) -> assertThat(ports.range()).isPositive());
	}

}
