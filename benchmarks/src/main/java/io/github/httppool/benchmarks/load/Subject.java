package io.github.httppool.benchmarks.load;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.github.httppool.benchmarks.floor.Wrk;
import io.github.httppool.benchmarks.harness.Variant;

/**
 * What is measured: floors first, then clients.
 */
enum Subject {

	WRK("wrk, 1 thread", Api.FLOOR, WrkLoad::new),

	RAW_NETTY("Netty's codec, no client", Api.FLOOR, NettyLoad::new),

	REST_MEMORY("RestClient over memory, 1 caller", Api.FLOOR, MemoryLoad::rest),

	WEB_MEMORY("WebClient over memory, 1 caller", Api.FLOOR, MemoryLoad::web),

	RAW_REACTOR("Reactor Netty, no Spring", Api.OWN, ReactorNettyLoad::new),

	REST_JDK(Variant.REST_JDK),

	REST_JETTY(Variant.REST_JETTY),

	REST_HC5(Variant.REST_HC5),

	REST_REACTOR(Variant.REST_REACTOR),

	REST_UNTRACKED(Variant.REST_UNTRACKED),

	REST_UNLIMITED(Variant.REST_UNLIMITED),

	REST_OURS(Variant.REST_OURS),

	WEB_JDK(Variant.WEB_JDK),

	WEB_JETTY(Variant.WEB_JETTY),

	WEB_HC5(Variant.WEB_HC5),

	WEB_REACTOR(Variant.WEB_REACTOR),

	WEB_UNTRACKED(Variant.WEB_UNTRACKED),

	WEB_UNLIMITED(Variant.WEB_UNLIMITED),

	WEB_OURS(Variant.WEB_OURS),

	FLUX_GLOBAL("WebFlux and WebClient, Reactor Netty", WebFluxLoad.Use.GLOBAL),

	FLUX_SEPARATE("WebFlux and WebClient, this starter", WebFluxLoad.Use.SEPARATE),

	FLUX_SHARED("WebFlux and WebClient, this starter, event loops shared", WebFluxLoad.Use.SHARED);

	private final String title;

	private final Api api;

	private final boolean whole;

	private final Start start;

	Subject(String title, Api api, Start start) {
		this.title = title;
		this.api = api;
		this.whole = true;
		this.start = start;
	}

	Subject(Variant variant) {
		this.title = variant.title();
		this.api = variant.isReactive() ? Api.WEB_CLIENT : Api.REST_CLIENT;
		this.whole = variant.isWhole();
		this.start = (settings) -> ApplicationLoad.of(variant, settings);
	}

	/**
	 * A server in addition to a client, which is measured only if it is asked for.
	 */
	Subject(String title, WebFluxLoad.Use use) {
		this.title = title;
		this.api = Api.SERVER;
		this.whole = false;
		this.start = (settings) -> new WebFluxLoad(use, settings);
	}

	static Subject of(String key) {
		return valueOf(key.toUpperCase(Locale.ROOT).replace('-', '_'));
	}

	/**
	 * Returns the subjects that have all that they have by default.
	 */
	static List<Subject> whole() {
		return Arrays.stream(values()).filter((subject) -> subject.whole).toList();
	}

	String key() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	String title() {
		return this.title;
	}

	/**
	 * Returns whether it is no client, but what a client cannot do without.
	 */
	boolean isFloor() {
		return this.api == Api.FLOOR;
	}

	/**
	 * Returns whether this machine has what it needs.
	 */
	boolean isInstalled() {
		return (this != WRK && this.api != Api.SERVER) || Wrk.isInstalled();
	}

	/**
	 * Returns what this client cannot cost less than the sum of.
	 */
	List<Subject> floors() {
		return switch (this.api) {
			case FLOOR, SERVER -> List.of();
			case OWN -> List.of(RAW_NETTY);
			case REST_CLIENT -> List.of(RAW_NETTY, REST_MEMORY);
			case WEB_CLIENT -> List.of(RAW_NETTY, WEB_MEMORY);
		};
	}

	/**
	 * Returns this starter's client for the same API, with all that is on by default. The
	 * one that is on Reactor Netty's own API is compared to its {@code WebClient}, a
	 * server to one that shares its event loops with the client.
	 */
	Subject ours() {
		return switch (this.api) {
			case REST_CLIENT -> REST_OURS;
			case SERVER -> FLUX_SHARED;
			default -> WEB_OURS;
		};
	}

	Load start(LoadSettings settings) throws IOException {
		return this.start.start(settings);
	}

	/**
	 * What the callers of a client use.
	 */
	private enum Api {

		REST_CLIENT, WEB_CLIENT,

		/** That of the library. */
		OWN,

		/** Requests of a server, each of which makes a call. */
		SERVER,

		/** It is no client, but what a client cannot do without. */
		FLOOR

	}

	/**
	 * Starts the load of a subject.
	 */
	private interface Start {

		Load start(LoadSettings settings) throws IOException;

	}

}
