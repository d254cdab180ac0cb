package dev.sluice.function;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {

    @Test
    void whatAHandlerSeesNeedsOnlyWhatIsOwnedAndTheJdk() {
        check("dev.sluice.function", "dev.sluice.function.ownership");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev.sluice.function.ownership", "dev.sluice.pipeline"})
    void eachPackageNeedsOnlyTheJdk(String name) {
        check(name);
    }

    private static void check(String name, String... more) {
        classes()
                .that()
                .resideInAPackage(name)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        Stream.concat(Stream.of(name, "java..", "org.jspecify.annotations.."), Stream.of(more))
                                .toArray(String[]::new))
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages(name));
    }
}
