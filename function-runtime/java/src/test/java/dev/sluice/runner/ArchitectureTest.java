package dev.sluice.runner;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.sluice.testkit.ArchitectureRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {

    private static final JavaClasses RUNNER = ArchitectureRules.production("dev.sluice.runner");

    static Stream<ArchRule> rules() {
        return Stream.of(
                ArchitectureRules.noPackageCycles("dev.sluice.runner"),
                ArchitectureRules.noVaguePackages(),
                ArchitectureRules.everyPackageIsNullMarked(),
                ArchitectureRules.nothingSleeps());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleHolds(ArchRule rule) {
        rule.check(RUNNER);
    }

    @Test
    void aCycleWouldBeFound() {
        JavaClasses canary = new ClassFileImporter().importPackages("dev.sluice.runner.canary");

        assertThat(ArchitectureRules.noPackageCycles("dev.sluice.runner.canary")
                        .evaluate(canary)
                        .hasViolation())
                .isTrue();
    }

    @Test
    void theRunnerNeedsTheJdkCoreTheApiAndGson() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "javax.net.ssl",
                        "javax.tools",
                        "com.sun.source..",
                        "javax.xml.parsers",
                        "org.w3c.dom",
                        "org.xml.sax",
                        "dev.sluice.runner..",
                        "dev.sluice.core..",
                        "dev.sluice.function..",
                        "com.google.gson..",
                        "org.jspecify.annotations..")
                .check(RUNNER);
    }
}
