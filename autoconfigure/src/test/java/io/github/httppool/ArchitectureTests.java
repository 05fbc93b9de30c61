package io.github.httppool;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static io.github.httppool.PackageRules.ROOT;
import static io.github.httppool.PackageRules.in;
import static io.github.httppool.PackageRules.ofOurs;

/**
 * Who may know whom in this module, and whom of the core: the picture in
 * {@code docs/architecture.md}, held to.
 */
@AnalyzeClasses(packages = PackageRules.ROOT,
		importOptions = { ImportOption.DoNotIncludeTests.class, ImportOption.DoNotIncludeJars.class })
class ArchitectureTests {

	@ArchTest
	static final ArchRule bootKnowsTheClientsAndNetty = ofOurs("boot", "restclient", "webclient", "client", "netty");

	@ArchTest
	static final ArchRule actuateKnowsTheRoot = ofOurs("actuate");

	@ArchTest
	static final ArchRule metricsKnowsTheRoot = ofOurs("metrics");

	@ArchTest
	static final ArchRule fleetKnowsNobody = ofOurs("fleet");

	@ArchTest
	static final ArchRule tracingKnowsClientAndCall = ofOurs("tracing", "client", "call");

	@ArchTest
	static final ArchRule nobodyKnowsAutoconfigure = noClasses().that()
		.resideOutsideOfPackage(in("autoconfigure"))
		.should()
		.dependOnClassesThat()
		.resideInAPackage(in("autoconfigure"));

	@ArchTest
	static final ArchRule propertiesKnowNothingOfWhatTheyConfigure = classes().that()
		.resideInAPackage(in("autoconfigure.properties"))
		.should()
		.onlyDependOnClassesThat(not(resideInAPackage(ROOT + ".."))
			.or(resideInAnyPackage(ROOT, in("autoconfigure.properties"), in("boot"), in("metrics"), in("sockets"))));

	@ArchTest
	static final ArchRule thereAreNoCycles = slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

	@ArchTest
	static final ArchRule readersKnowNothingOfNetty = noClasses().that()
		.resideInAnyPackage(in("actuate"), in("metrics"), in("tracing"))
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.netty..", "reactor.netty..");

	@ArchTest
	static final ArchRule nobodyKnowsTestLibraries = noClasses().should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.junit..", "org.springframework.test..", in("test"));

}
