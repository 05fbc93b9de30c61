package io.github.httppool.benchmarks.idle;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class IdleHostsTests {

	@Test
	void eachHostHasAnAddressOfItsOwn() {
		List<String> addresses = IdleHosts.addresses(0, 100_000).toList();
		assertThat(Set.copyOf(addresses)).hasSize(100_000).doesNotContain("127.0.0.1");
	}

	@Test
	void allAddressesAreOfThisMachine() throws UnknownHostException {
		for (int number : new int[] { 0, 249, 250, 62_499, 62_500, IdleHosts.MAX - 1 }) {
			String address = IdleHosts.addresses(number, 1).findFirst().orElseThrow();
			assertThat(InetAddress.getByName(address).isLoopbackAddress()).isTrue();
		}
	}

	@Test
	void thereAreNoMoreThanAddresses() {
		assertThatIllegalArgumentException().isThrownBy(() -> IdleHosts.addresses(1, IdleHosts.MAX));
	}

}
