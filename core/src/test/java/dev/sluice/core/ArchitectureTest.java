package dev.sluice.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** Packages of core have no cycle, and core needs nothing but the JDK. */
class ArchitectureTest {

    private static final JavaClasses PRODUCTION = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.sluice.core");

    private static final ArchRule NO_CYCLES =
            slices().matching("dev.sluice.core.(**)").should().beFreeOfCycles();

    @Test
    void packagesHaveNoCycle() {
        NO_CYCLES.check(PRODUCTION);
    }

    @Test
    void aCycleWouldBeFound() {
        JavaClasses canary = new ClassFileImporter().importPackages("dev.sluice.core.canary");

        assertThatThrownBy(() -> NO_CYCLES.check(canary))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Cycle detected");
    }

    @Test
    void coreNeedsOnlyTheJdk() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.sluice.core..", "java..", "org.jspecify.annotations..")
                .check(PRODUCTION);
    }
}
