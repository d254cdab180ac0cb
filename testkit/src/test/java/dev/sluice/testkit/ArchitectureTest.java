package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {

    private static final JavaClasses TESTKIT = ArchitectureRules.production("dev.sluice.testkit");
    private static final JavaClasses CANARY = new ClassFileImporter().importPackages("dev.sluice.testkit.canary");

    static Stream<ArchRule> rules() {
        return Stream.of(
                ArchitectureRules.noPackageCycles("dev.sluice.testkit"),
                ArchitectureRules.noVaguePackages(),
                ArchitectureRules.everyPackageIsNullMarked(),
                ArchitectureRules.nothingSleeps());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleHoldsInTheTestkit(ArchRule rule) {
        rule.check(TESTKIT);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleFindsItsCanary(ArchRule rule) {
        assertThat(rule.evaluate(CANARY).hasViolation())
                .as(rule.getDescription())
                .isTrue();
    }

    @Test
    void aPackageThatSeesWhatIsHiddenFromItIsFound() {
        String canary = "dev.sluice.testkit.canary";

        ArchRule rule = ArchitectureRules.seesNothingOf(canary + ".one..", canary + ".two..");

        assertThat(rule.evaluate(CANARY).hasViolation()).isTrue();
    }

    @Test
    void whoCallsWhatOnlyOthersMayCallIsFound() {
        String canary = "dev.sluice.testkit.canary";

        ArchRule broken = ArchitectureRules.onlyCalledFrom(Thread.class, Set.of("sleep"), canary + ".one..");
        ArchRule kept = ArchitectureRules.onlyCalledFrom(Thread.class, Set.of("sleep"), canary + ".util..");

        assertThat(broken.evaluate(CANARY).hasViolation()).isTrue();
        assertThat(kept.evaluate(CANARY).hasViolation()).isFalse();
    }
}
