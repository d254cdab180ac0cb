package dev.sluice.runner;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import dev.sluice.testkit.ArchitectureRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {

    private static final JavaClasses LINK = ArchitectureRules.production("dev.sluice.runner");

    static Stream<ArchRule> rules() {
        return ArchitectureRules.ofModule("dev.sluice.runner");
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleHolds(ArchRule rule) {
        rule.check(LINK);
    }

    @Test
    void itNeedsTheJdkAndCore() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "javax.net.ssl",
                        "dev.sluice.runner..",
                        "dev.sluice.core..",
                        "org.jspecify.annotations..")
                .check(LINK);
    }
}
