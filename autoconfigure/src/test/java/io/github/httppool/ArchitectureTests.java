package io.github.httppool;

import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * Who may know whom: the picture in {@code docs/architecture.md}, held to.
 */
@AnalyzeClasses(packages = ArchitectureTests.ROOT, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	static final String ROOT = "io.github.httppool";

	private static final String[] NETTY_TYPES = { "io.netty..", "reactor.netty.." };

	// What an application imports

	@ArchTest
	static final ArchRule rootIsPlainJavaAndKnowsNobody = classes().that()
		.resideInAPackage(ROOT)
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage(ROOT, "java..", "org.jspecify..")
		.allowEmptyShould(true);

	@ArchTest
	static final ArchRule poolIsPlainJavaAndKnowsTheRoot = classes().that()
		.resideInAPackage(in("pool"))
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage(ROOT, in("pool"), in("text"), "java..", "org.apache.commons.logging..", "org.jspecify..")
		.allowEmptyShould(true);

	// Who knows whom of ours

	@ArchTest
	static final ArchRule nettyKnowsThePoolAndLeak = ofOurs("netty", "pool", "leak");

	@ArchTest
	static final ArchRule clientKnowsLeak = ofOurs("client", "leak");

	@ArchTest
	static final ArchRule bootKnowsClientAndNetty = ofOurs("boot", "client", "netty");

	@ArchTest
	static final ArchRule leakIsPlainJavaAndKnowsTheRoot = classes().that()
		.resideInAPackage(in("leak"))
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage(ROOT, in("leak"), in("text"), "java..", "org.apache.commons.logging..", "org.jspecify..")
		.allowEmptyShould(true);

	@ArchTest
	static final ArchRule textIsPlainJavaAndKnowsNobody = classes().that()
		.resideInAPackage(in("text"))
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage(in("text"), "java..", "org.jspecify..")
		.allowEmptyShould(true);

	@ArchTest
	static final ArchRule actuateKnowsTheRoot = ofOurs("actuate");

	@ArchTest
	static final ArchRule metricsKnowsTheRoot = ofOurs("metrics");

	@ArchTest
	static final ArchRule socketsKnowsTheRoot = ofOurs("sockets");

	@ArchTest
	static final ArchRule testKnowsTheRoot = ofOurs("test");

	@ArchTest
	static final ArchRule onlyTestKnowsTestLibraries = noClasses().that()
		.resideOutsideOfPackage(in("test"))
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.junit..", "org.springframework.test..", in("test"))
		.allowEmptyShould(true);

	@ArchTest
	static final ArchRule nobodyKnowsAutoconfigure = noClasses().that()
		.resideOutsideOfPackage(in("autoconfigure"))
		.should()
		.dependOnClassesThat()
		.resideInAPackage(in("autoconfigure"))
		.allowEmptyShould(true);

	@ArchTest
	static final ArchRule thereAreNoCycles = slices().matching(ROOT + ".(*)..")
		.should()
		.beFreeOfCycles()
		.allowEmptyShould(true);

	// Netty

	/**
	 * The adapters speak with the HttpClient, in its words, and leave to the package
	 * netty how connections are made and kept.
	 */
	@ArchTest
	static final ArchRule clientMakesNoConnections = noClasses().that()
		.resideInAPackage(in("client"))
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("reactor.netty.resources..", "reactor.netty.transport..", "reactor.netty.channel..",
				"reactor.netty.tcp..", "io.netty.bootstrap..", "io.netty.channel.socket..", "io.netty.handler.ssl..")
		.allowEmptyShould(true);

	@ArchTest
	static final ArchRule readersKnowNothingOfNetty = noClasses().that()
		.resideInAnyPackage(in("actuate"), in("metrics"), in("sockets"))
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage(NETTY_TYPES)
		.allowEmptyShould(true);

	@ArchTest
	static final ArchRule onlyNettyProvidesConnections = classes().that()
		.areAssignableTo("reactor.netty.resources.ConnectionProvider")
		.should()
		.resideInAPackage(in("netty"))
		.allowEmptyShould(true);

	/**
	 * A package knows the root, text, itself and those named.
	 */
	private static ArchRule ofOurs(String name, String... known) {
		String[] packages = Stream
			.concat(Stream.of(ROOT, in("text"), in(name)), Stream.of(known).map(ArchitectureTests::in))
			.toArray(String[]::new);
		DescribedPredicate<JavaClass> foreign = DescribedPredicate.not(resideInAPackage(ROOT + ".."));
		return classes().that()
			.resideInAPackage(in(name))
			.should()
			.onlyDependOnClassesThat(foreign.or(resideInAnyPackage(packages)))
			.allowEmptyShould(true);
	}

	private static String in(String name) {
		return ROOT + "." + name + "..";
	}

}
