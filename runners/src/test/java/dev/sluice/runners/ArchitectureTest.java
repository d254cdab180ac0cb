package dev.sluice.runners;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.sluice.core.runner.RunnerProvider;
import dev.sluice.testkit.ArchitectureRules;
import dev.sluice.testkit.ContractRules;
import dev.sluice.testkit.runner.RunnerProviderContract;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** That each rule finds what breaks it is shown where the rules are made. */
class ArchitectureTest {

    private static final String ROOT = "dev.sluice.runners";
    private static final JavaClasses PRODUCTION = ArchitectureRules.production(ROOT);
    private static final JavaClasses WITH_TESTS = new ClassFileImporter().importPackages(ROOT);

    static Stream<ArchRule> rules() {
        return Stream.concat(
                ArchitectureRules.ofModule(
                        ROOT, "dev.sluice.gateway..", "dev.sluice.store..", "dev.sluice.decorators.."),
                Stream.of(ArchitectureRules.seesNothingOf(
                        ROOT + ".session..",
                        "io.netty.bootstrap..",
                        "io.netty.buffer..",
                        "io.netty.channel..",
                        "io.netty.handler..",
                        "io.netty.util.concurrent..",
                        "java.io..",
                        "java.net..",
                        "java.nio.channels..")));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleHolds(ArchRule rule) {
        rule.check(PRODUCTION);
    }

    static Stream<Arguments> extensionPoints() {
        return Stream.of(Arguments.of(RunnerProvider.class, RunnerProviderContract.class));
    }

    @ParameterizedTest
    @MethodSource("extensionPoints")
    void everyImplementationIsHeldToItsContract(Class<?> point, Class<?> contract) {
        assertThat(ContractRules.untested(point, contract, PRODUCTION, WITH_TESTS))
                .isEmpty();
    }
}
