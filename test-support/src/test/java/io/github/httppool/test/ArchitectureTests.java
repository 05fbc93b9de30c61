package io.github.httppool.test;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.github.httppool.PackageRules;

/**
 * Whom test support may know.
 */
@AnalyzeClasses(packages = PackageRules.ROOT,
		importOptions = { ImportOption.DoNotIncludeTests.class, ImportOption.DoNotIncludeJars.class })
class ArchitectureTests {

	@ArchTest
	static final ArchRule testKnowsTheRoot = PackageRules.ofOurs("test");

}
