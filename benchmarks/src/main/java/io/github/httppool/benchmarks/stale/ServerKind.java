package io.github.httppool.benchmarks.stale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Servers that close idle connections: those of Debian's packages, if they are installed,
 * and two in Java. Each writes the header {@code X-Id} of all requests to its output.
 */
enum ServerKind {

	/** At a random moment up to 50 ms after an answer, half of them with a 408 first. */
	RANDOM(50) {

		@Override
		List<String> command(Path directory, int port) {
			return java(ClosingUpstream.class, port);
		}

	},

	TOMCAT(1000) {

		@Override
		List<String> command(Path directory, int port) {
			return java(TomcatUpstream.class, port);
		}

	},

	NGINX(1000) {

		@Override
		List<String> command(Path directory, int port) throws IOException {
			Path configuration = Files.writeString(directory.resolve("nginx.conf"), """
					daemon off;
					user root;
					worker_processes 1;
					pid nginx.pid;
					error_log stderr crit;
					events { worker_connections 1024; }
					http {
						log_format id '$http_x_id';
						access_log /dev/stdout id;
						client_body_temp_path body;
						proxy_temp_path proxy;
						fastcgi_temp_path fastcgi;
						uwsgi_temp_path uwsgi;
						scgi_temp_path scgi;
						keepalive_requests 20;
						keepalive_timeout 1s;
						server { listen 127.0.0.1:%d; location / { return 200 'ok'; } }
					}
					""".formatted(port));
			return List.of(executable("nginx").orElseThrow().toString(), "-p", directory.toString(), "-c",
					configuration.toString(), "-e", "stderr");
		}

	},

	HAPROXY(1000) {

		@Override
		List<String> command(Path directory, int port) throws IOException {
			Path configuration = Files.writeString(directory.resolve("haproxy.cfg"), """
					global
						log stdout format raw local0
					defaults
						mode http
						timeout client 10s
						timeout connect 1s
						timeout server 10s
						timeout http-request 1s
					frontend all
						bind 127.0.0.1:%d
						http-request capture req.hdr(X-Id) len 64
						log global
						log-format "%%[capture.req.hdr(0)]"
						http-request return status 200 content-type text/plain string ok
					""".formatted(port));
			return List.of(executable("haproxy").orElseThrow().toString(), "-f", configuration.toString());
		}

	},

	APACHE2(1000) {

		@Override
		List<String> command(Path directory, int port) throws IOException {
			Path modules = Path.of("/usr/lib/apache2/modules");
			Files.writeString(directory.resolve("answer"), "ok");
			Path configuration = Files.writeString(directory.resolve("apache2.conf"), """
					ServerName localhost
					ServerRoot %1$s
					PidFile apache2.pid
					Listen 127.0.0.1:%2$d
					User www-data
					Group www-data
					LoadModule mpm_event_module %3$s/mod_mpm_event.so
					LoadModule authz_core_module %3$s/mod_authz_core.so
					DocumentRoot %1$s
					KeepAlive On
					KeepAliveTimeout 1
					MaxKeepAliveRequests 20
					ErrorLog /dev/stderr
					LogLevel crit
					LogFormat "%%{X-Id}i" id
					CustomLog /dev/stdout id
					""".formatted(directory, port, modules));
			return List.of(executable("apache2").orElseThrow().toString(), "-DFOREGROUND", "-f",
					configuration.toString());
		}

	};

	private final int idleMillis;

	ServerKind(int idleMillis) {
		this.idleMillis = idleMillis;
	}

	static ServerKind of(String key) {
		return valueOf(key.toUpperCase(Locale.ROOT));
	}

	String key() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * After how long it closes an idle connection.
	 */
	int idleMillis() {
		return this.idleMillis;
	}

	boolean isInstalled() {
		return this == RANDOM || this == TOMCAT || executable(key()).isPresent();
	}

	/**
	 * Returns what starts it.
	 * @param directory where it finds its configuration
	 * @param port where it listens
	 */
	abstract List<String> command(Path directory, int port) throws IOException;

	private static List<String> java(Class<?> main, int port) {
		return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), main.getName(), Integer.toString(port));
	}

	private static Optional<Path> executable(String name) {
		return Stream.concat(Arrays.stream(System.getenv("PATH").split(":")), Stream.of("/usr/sbin"))
			.map((directory) -> Path.of(directory, name))
			.filter(Files::isExecutable)
			.findFirst();
	}

}
