package dev.sluice.pipelines;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import dev.sluice.testkit.ArchitectureRules;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That each rule finds what breaks it is shown where the rules are made. */
class ArchitectureTest {

    private static final String ROOT = "dev.sluice.pipelines";
    private static final JavaClasses PRODUCTION = ArchitectureRules.production(ROOT);

    static Stream<ArchRule> rules() {
        return ArchitectureRules.ofModule(
                ROOT, "dev.sluice.gateway..", "dev.sluice.runners..", "dev.sluice.store..", "dev.sluice.decorators..");
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleHolds(ArchRule rule) {
        rule.check(PRODUCTION);
    }
}
