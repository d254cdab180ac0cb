package dev.sluice.benchmarks;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import dev.sluice.testkit.ArchitectureRules;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {

    private static final JavaClasses BENCHMARKS = ArchitectureRules.production("dev.sluice.benchmarks");

    static Stream<ArchRule> rules() {
        return Stream.of(
                ArchitectureRules.noPackageCycles("dev.sluice.benchmarks"),
                ArchitectureRules.noVaguePackages(),
                ArchitectureRules.everyPackageIsNullMarked());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleHolds(ArchRule rule) {
        rule.check(BENCHMARKS);
    }
}
