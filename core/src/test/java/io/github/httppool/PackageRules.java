package io.github.httppool;

import java.util.stream.Stream;

import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

/**
 * Who may know whom, in the words of the packages below the root.
 */
public final class PackageRules {

	public static final String ROOT = "io.github.httppool";

	private PackageRules() {
	}

	/**
	 * Of ours, a package knows the root, text, itself and those named.
	 */
	public static ArchRule ofOurs(String name, String... known) {
		String[] packages = Stream.concat(Stream.of(ROOT, in("text"), in(name)), Stream.of(known).map(PackageRules::in))
			.toArray(String[]::new);
		return classes().that()
			.resideInAPackage(in(name))
			.should()
			.onlyDependOnClassesThat(not(resideInAPackage(ROOT + "..")).or(resideInAnyPackage(packages)));
	}

	public static String in(String name) {
		return ROOT + "." + name + "..";
	}

}
