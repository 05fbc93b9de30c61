package io.github.httppool.autoconfigure;

import java.util.Optional;
import java.util.OptionalLong;

import io.github.httppool.FileDescriptorsSnapshot;
import io.github.httppool.ProcessFigures;
import io.github.httppool.SocketsSnapshot;
import io.github.httppool.netty.ReactorHttpPools;
import io.github.httppool.sockets.FileDescriptors;
import io.github.httppool.sockets.PoolSockets;

/**
 * The figures of this process, collected from their sources.
 */
final class LocalProcess implements ProcessFigures {

	private final PoolSockets sockets;

	private final ReactorHttpPools pools;

	LocalProcess(PoolSockets sockets, ReactorHttpPools pools) {
		this.sockets = sockets;
		this.pools = pools;
	}

	@Override
	public Optional<SocketsSnapshot> sockets() {
		return this.sockets.snapshot(System.nanoTime());
	}

	@Override
	public boolean knowsSockets() {
		return this.sockets.arePresent();
	}

	@Override
	public Optional<FileDescriptorsSnapshot> fileDescriptors() {
		return FileDescriptors.count();
	}

	@Override
	public OptionalLong bufferLeaks() {
		return this.pools.bufferLeaks();
	}

}
