package dev.sluice.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses COMMAND = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.sluice");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.sluice.(**)").should().beFreeOfCycles().check(COMMAND);
    }

    @Test
    void theCommandKnowsThePlatformOnlyByItsHttpApi() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        "dev.sluice.cli..", "java..", "javax.net..", "picocli..", "com.google.gson..", "org.jspecify..")
                .check(COMMAND);
    }
}
