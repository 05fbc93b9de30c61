package io.github.httppool;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A process whose figures are made up; those of the sockets are the same for each pool.
 */
public final class StubProcess implements ProcessFigures {

	private static final SocketCounts COUNTS = new SocketCounts(2, 1, 4);

	private final Map<String, SocketCounts> pools;

	public StubProcess(String... pools) {
		this.pools = Stream.of(pools).collect(Collectors.toMap((pool) -> pool, (pool) -> COUNTS));
	}

	@Override
	public Optional<SocketsSnapshot> sockets() {
		return Optional.of(new SocketsSnapshot(COUNTS, this.pools, Map.of("127.0.0.1:8081", COUNTS),
				Map.of(1L, SocketState.CLOSE_WAIT)));
	}

	@Override
	public Optional<FileDescriptorsSnapshot> fileDescriptors() {
		return Optional.of(new FileDescriptorsSnapshot(120, 20000));
	}

	@Override
	public OptionalLong bufferLeaks() {
		return OptionalLong.of(3);
	}

}
