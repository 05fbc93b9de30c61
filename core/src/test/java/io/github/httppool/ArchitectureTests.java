package io.github.httppool;

import java.util.stream.Stream;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static io.github.httppool.PackageRules.ROOT;
import static io.github.httppool.PackageRules.in;
import static io.github.httppool.PackageRules.ofOurs;

/**
 * Who may know whom in this module: the picture in {@code docs/architecture.md}, held to.
 */
@AnalyzeClasses(packages = PackageRules.ROOT, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	// Plain Java

	@ArchTest
	static final ArchRule rootIsPlainJavaAndKnowsNobody = classes().that()
		.resideInAPackage(ROOT)
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage(ROOT, "java..", "org.jspecify..");

	@ArchTest
	static final ArchRule textIsPlainJavaAndKnowsNobody = classes().that()
		.resideInAPackage(in("text"))
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage(in("text"), "java..", "org.jspecify..");

	@ArchTest
	static final ArchRule poolIsPlainJavaAndKnowsStats = isPlainJavaAndKnows("pool", "stats");

	/**
	 * Besides, it knows how to count.
	 */
	@ArchTest
	static final ArchRule statsKnowsTheRoot = classes().that()
		.resideInAPackage(in("stats"))
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage(ROOT, in("stats"), "java..", "org.jspecify..", "org.HdrHistogram..");

	@ArchTest
	static final ArchRule adviceIsPlainJavaAndKnowsStats = isPlainJavaAndKnows("advice", "stats");

	@ArchTest
	static final ArchRule callIsPlainJavaAndKnowsTheRoot = isPlainJavaAndKnows("call");

	@ArchTest
	static final ArchRule eventsArePlainJavaAndKnowTheRoot = isPlainJavaAndKnows("events");

	@ArchTest
	static final ArchRule jfrKnowsTheRoot = ofOurs("jfr");

	@ArchTest
	static final ArchRule leakIsPlainJavaAndKnowsCall = isPlainJavaAndKnows("leak", "call");

	// Who knows whom of ours

	@ArchTest
	static final ArchRule nettyKnowsWhatItServes = ofOurs("netty", "pool", "leak", "call", "events", "jfr", "advice",
			"stats");

	@ArchTest
	static final ArchRule onlyJfrKnowsTheFlightRecorderOfTheJvm = noClasses().that()
		.resideOutsideOfPackage(in("jfr"))
		.should()
		.dependOnClassesThat()
		.resideInAPackage("jdk.jfr..");

	@ArchTest
	static final ArchRule clientKnowsCall = ofOurs("client", "call");

	@ArchTest
	static final ArchRule restclientKnowsClientAndCall = ofOurs("restclient", "client", "call");

	@ArchTest
	static final ArchRule webclientKnowsClientAndCall = ofOurs("webclient", "client", "call");

	@ArchTest
	static final ArchRule socketsKnowsTheRoot = ofOurs("sockets");

	@ArchTest
	static final ArchRule standaloneKnowsTheOthers = ofOurs("standalone", "restclient", "webclient", "client", "leak",
			"netty", "pool", "sockets", "events");

	@ArchTest
	static final ArchRule thereAreNoCycles = slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

	@ArchTest
	static final ArchRule nobodyKnowsSpringBoot = noClasses().should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework.boot..");

	// Netty

	/**
	 * The adapters speak with the HttpClient, in its words, and leave to the package
	 * netty how connections are made and kept.
	 */
	@ArchTest
	static final ArchRule clientsMakeNoConnections = noClasses().that()
		.resideInAnyPackage(in("client"), in("restclient"), in("webclient"))
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("reactor.netty.resources..", "reactor.netty.transport..", "reactor.netty.channel..",
				"reactor.netty.tcp..", "io.netty.bootstrap..", "io.netty.channel.socket..", "io.netty.handler.ssl..");

	@ArchTest
	static final ArchRule socketsKnowNothingOfNetty = noClasses().that()
		.resideInAPackage(in("sockets"))
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.netty..", "reactor.netty..");

	@ArchTest
	static final ArchRule onlyNettyProvidesConnections = classes().that()
		.areAssignableTo("reactor.netty.resources.ConnectionProvider")
		.should()
		.resideInAPackage(in("netty"));

	/**
	 * Of ours, it knows the root, text, itself and those named.
	 */
	private static ArchRule isPlainJavaAndKnows(String name, String... known) {
		String[] packages = Stream
			.concat(Stream.of(ROOT, in(name), in("text"), "java..", "org.apache.commons.logging..", "org.jspecify.."),
					Stream.of(known).map(PackageRules::in))
			.toArray(String[]::new);
		return classes().that()
			.resideInAPackage(in(name))
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage(packages);
	}

}
