package io.github.httppool.benchmarks.harness;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.springframework.util.FileSystemUtils;

/**
 * NGINX with one worker that answers from memory, never closes a connection by itself and
 * writes no log.
 */
final class NginxUpstream implements Upstream {

	private static final String CONFIGURATION = """
			daemon off;
			worker_processes 1;
			pid nginx.pid;
			error_log stderr crit;
			events { worker_connections 1024; }
			http {
				access_log off;
				client_body_temp_path body;
				proxy_temp_path proxy;
				fastcgi_temp_path fastcgi;
				uwsgi_temp_path uwsgi;
				scgi_temp_path scgi;
				keepalive_requests 1000000000;
				keepalive_timeout 1h;
				default_type application/json;
				server {
					listen 127.0.0.1:%d;
					location = /answer {
						%s
						return 200 "%s";
					}
				}
			}
			""";

	/** A word of the configuration has to fit in a buffer of 4,096 bytes. */
	private static final int LONGEST_WORD = 4000;

	private final Path directory;

	private final Process process;

	private final int port;

	NginxUpstream(Answer answer) throws IOException, InterruptedException {
		this.port = LocalPort.free().number();
		this.directory = Files.createTempDirectory("httppool-benchmarks");
		Path configuration = Files.writeString(this.directory.resolve("nginx.conf"),
				configuration(this.port, answer.text()));
		this.process = new ProcessBuilder(executable().orElseThrow().toString(), "-p", this.directory.toString(), "-c",
				configuration.toString(), "-e", "stderr")
			.inheritIO()
			.start();
		Runtime.getRuntime().addShutdownHook(new Thread(this.process::destroy));
		awaitListening();
	}

	/**
	 * Has the server put the answer together from variables, as it may be longer than a
	 * word of the configuration.
	 */
	private static String configuration(int port, String answer) {
		StringBuilder parts = new StringBuilder();
		StringBuilder names = new StringBuilder();
		for (int from = 0; from < answer.length(); from += LONGEST_WORD) {
			String name = "$part" + from;
			String part = answer.substring(from, Math.min(from + LONGEST_WORD, answer.length()));
			parts.append("set %s '%s'; ".formatted(name, part));
			names.append(name);
		}
		return CONFIGURATION.formatted(port, parts, names);
	}

	static boolean isInstalled() {
		return executable().isPresent();
	}

	private static Optional<Path> executable() {
		List<String> path = Arrays.asList(System.getenv("PATH").split(":"));
		return Stream.concat(path.stream(), Stream.of("/usr/sbin"))
			.map((directory) -> Path.of(directory, "nginx"))
			.filter(Files::isExecutable)
			.findFirst();
	}

	private void awaitListening() throws IOException, InterruptedException {
		if (!new LocalPort(this.port).awaitListening(100, 50)) {
			close();
			throw new IOException("NGINX does not listen");
		}
	}

	@Override
	public String name() {
		return "NGINX, 1 worker, same machine";
	}

	@Override
	public URI uri() {
		return URI.create("http://127.0.0.1:" + this.port);
	}

	@Override
	public long pid() {
		return this.process.pid();
	}

	@Override
	public void close() throws IOException {
		this.process.destroy();
		try {
			this.process.waitFor(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		FileSystemUtils.deleteRecursively(this.directory);
	}

}
