package dev.sluice.decorators;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.testkit.ArchitectureRules;
import dev.sluice.testkit.ContractRules;
import dev.sluice.testkit.decorator.DecoratorContract;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That each rule finds what breaks it is shown where the rules are made. */
class ArchitectureTest {

    private static final String ROOT = "dev.sluice.decorators";
    private static final JavaClasses PRODUCTION = ArchitectureRules.production(ROOT);

    static Stream<ArchRule> rules() {
        return ArchitectureRules.ofModule(ROOT);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleHolds(ArchRule rule) {
        rule.check(PRODUCTION);
    }

    @Test
    void everyKindIsHeldToItsContract() {
        JavaClasses withTests = new ClassFileImporter().importPackages(ROOT);

        assertThat(ContractRules.untested(DecoratorKind.class, DecoratorContract.class, PRODUCTION, withTests))
                .isEmpty();
    }

    /** But for those that need something made first, which the gateway adds itself. */
    @Test
    void everyKindIsFound() {
        assertThat(ServiceLoader.load(DecoratorKind.class).stream()
                        .map(provider -> provider.type().getName()))
                .containsExactlyInAnyOrderElementsOf(PRODUCTION.stream()
                        .filter(type -> type.isAssignableTo(DecoratorKind.class)
                                && type.tryGetConstructor().isPresent())
                        .map(type -> type.getName())
                        .toList());
    }
}
