package dev.sluice.function;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {

    @ParameterizedTest
    @ValueSource(strings = {"dev.sluice.function", "dev.sluice.pipeline"})
    void eachPackageNeedsOnlyTheJdk(String name) {
        classes()
                .should()
                .resideInAPackage(name)
                .andShould()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(name, "java..", "org.jspecify.annotations..")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages(name));
    }
}
