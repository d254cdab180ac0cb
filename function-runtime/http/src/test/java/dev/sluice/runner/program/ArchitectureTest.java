package dev.sluice.runner.program;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import dev.sluice.testkit.ArchitectureRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {

    private static final JavaClasses RUNNER = ArchitectureRules.production("dev.sluice.runner.program");

    static Stream<ArchRule> rules() {
        return ArchitectureRules.ofModule("dev.sluice.runner.program");
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleHolds(ArchRule rule) {
        rule.check(RUNNER);
    }

    @Test
    void theRunnerNeedsTheJdkCoreAndTheLink() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "dev.sluice.runner..", "dev.sluice.core..", "org.jspecify.annotations..")
                .check(RUNNER);
    }
}
