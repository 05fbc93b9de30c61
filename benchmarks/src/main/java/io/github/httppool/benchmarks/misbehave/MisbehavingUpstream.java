package io.github.httppool.benchmarks.misbehave;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server on plain sockets, a thread for each connection, that answers each call as its
 * {@link Story} says, and keeps a {@link Journal} of what it sees.
 * <p>
 * After a {@link Misbehaviour} that a client can notice, it goes on answering on the
 * connection, as a real server would, and the journal notes who has used it. Where the
 * client cannot have noticed yet, it answers no more, so that one mishap makes no chain.
 */
public final class MisbehavingUpstream implements AutoCloseable {

	private static final int BACKLOG = 1_000;

	private final ServerSocket serverSocket;

	private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

	private final Journal journal = new Journal();

	private final Pauses pauses = new Pauses();

	private final RollCall rollCall = new RollCall();

	private final ExecutorService threads = Executors
		.newCachedThreadPool((task) -> Threads.daemon(task, "misbehaving-upstream"));

	private final long seed;

	/**
	 * Starts it on a port of the loopback interface.
	 * @param seed what all stories follow from
	 */
	public MisbehavingUpstream(long seed) {
		this.seed = seed;
		try {
			this.serverSocket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.threads.execute(this::acceptAll);
	}

	/**
	 * Returns the address.
	 * @return without a path
	 */
	public URI uri() {
		return URI.create("http://127.0.0.1:" + this.serverSocket.getLocalPort());
	}

	Story story(int number) {
		return Story.of(this.seed, number);
	}

	Journal journal() {
		return this.journal;
	}

	Pauses pauses() {
		return this.pauses;
	}

	RollCall rollCall() {
		return this.rollCall;
	}

	private void acceptAll() {
		while (!this.serverSocket.isClosed()) {
			try {
				Socket socket = this.serverSocket.accept();
				this.threads.execute(() -> serve(socket));
			}
			catch (IOException ex) {
				// Closed, or the client has gone already.
			}
		}
	}

	private void serve(Socket socket) {
		try (socket; Connection connection = new Connection(socket, this.pauses)) {
			this.connections.add(connection);
			try {
				serve(connection);
			}
			finally {
				connection.disturbedAt().ifPresent(this.journal::leftUnused);
				this.connections.remove(connection);
			}
		}
		catch (IOException ex) {
			// The client has gone, or everything is over.
		}
		catch (NumberFormatException ex) {
			this.journal.mixedUp("no number where there should be one: " + ex.getMessage());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void serve(Connection connection) throws IOException, InterruptedException {
		Optional<Request> next;
		while ((next = connection.readRequest()).isPresent() && serve(next.get(), connection)) {
			// On to the next.
		}
		connection.finish("the end");
		connection.drain();
	}

	/**
	 * Serves one request.
	 * @return whether another one may be served
	 */
	private boolean serve(Request request, Connection connection) throws IOException, InterruptedException {
		if (!request.isWellFormed()) {
			this.journal.mixedUp("not a request: " + request.line());
			return false;
		}
		String path = request.path();
		if (path.startsWith(RollCall.PATH)) {
			this.rollCall.await(Integer.parseInt(path.substring(RollCall.PATH.length())));
			connection.write(Answer.of("roll call", 200).withLength().bytes());
			return true;
		}
		Optional<Integer> number = Story.numberIn(path);
		if (number.isEmpty()) {
			this.journal.mixedUp("a request that nobody made: " + request.line());
			connection.write(Surplus.response(new Dice(path.hashCode())));
			return true;
		}
		return serve(story(number.get()), request, connection);
	}

	private boolean serve(Story story, Request request, Connection connection) throws IOException {
		Arrival arrival = connection.arrival();
		this.journal.arrived(story, arrival);
		if (arrival.disturbed() || connection.isFinished()) {
			return false;
		}
		this.journal.takenUp(story, request);
		new Exchange(connection, request, story, this.journal).play();
		return true;
	}

	/**
	 * Closes all connections.
	 */
	@Override
	public void close() {
		try {
			this.serverSocket.close();
			for (Connection connection : this.connections) {
				connection.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.threads.shutdownNow();
	}

}
