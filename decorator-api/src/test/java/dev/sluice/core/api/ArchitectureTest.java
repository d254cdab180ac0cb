package dev.sluice.core.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What decorators compile against needs nothing but the JDK, and has no cycle. */
class ArchitectureTest {

    private static final JavaClasses PRODUCTION = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.sluice.core");

    @Test
    void packagesHaveNoCycle() {
        slices().matching("dev.sluice.core.(**)").should().beFreeOfCycles().check(PRODUCTION);
    }

    @Test
    void itNeedsOnlyTheJdk() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.sluice.core..", "java..", "org.jspecify.annotations..")
                .check(PRODUCTION);
    }
}
