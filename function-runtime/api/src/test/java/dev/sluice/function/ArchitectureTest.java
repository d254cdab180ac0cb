package dev.sluice.function;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void theApiIsOnePackageThatNeedsOnlyTheJdk() {
        classes()
                .should()
                .resideInAPackage("dev.sluice.function")
                .andShould()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.sluice.function", "java..", "org.jspecify.annotations..")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.sluice.function"));
    }
}
