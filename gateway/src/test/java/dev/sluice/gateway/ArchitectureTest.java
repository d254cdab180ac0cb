package dev.sluice.gateway;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.sluice.core.catalog.ArtifactStore;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.SecretStore;
import dev.sluice.core.logs.FunctionLogs;
import dev.sluice.core.runner.RunnerProvider;
import dev.sluice.core.state.KeyedState;
import dev.sluice.testkit.ArchitectureRules;
import dev.sluice.testkit.ContractRules;
import dev.sluice.testkit.catalog.ArtifactStoreContract;
import dev.sluice.testkit.catalog.CatalogContract;
import dev.sluice.testkit.catalog.SecretStoreContract;
import dev.sluice.testkit.logs.FunctionLogsContract;
import dev.sluice.testkit.runner.RunnerProviderContract;
import dev.sluice.testkit.state.KeyedStateContract;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** That each rule finds what breaks it is shown where the rules are made. */
class ArchitectureTest {

    private static final String ROOT = "dev.sluice.gateway";
    private static final JavaClasses GATEWAY = ArchitectureRules.production(ROOT);

    /** What can be chosen: a rehearsal plays with runners of its own, which nobody else ever gets. */
    private static final JavaClasses CHOOSABLE = GATEWAY.that(resideOutsideOfPackage(ROOT + ".rehearsal"));

    private static final JavaClasses WITH_TESTS = new ClassFileImporter().importPackages(ROOT);

    static Stream<ArchRule> rules() {
        return Stream.of(
                ArchitectureRules.noPackageCycles(ROOT),
                ArchitectureRules.noVaguePackages(),
                ArchitectureRules.everyPackageIsNullMarked(),
                ArchitectureRules.nothingSleeps(),
                ArchitectureRules.noFrameworkIn(
                        ROOT + ".artifact..",
                        ROOT + ".catalog..",
                        ROOT + ".deploy..",
                        ROOT + ".disk..",
                        ROOT + ".document..",
                        ROOT + ".http..",
                        ROOT + ".invoke..",
                        ROOT + ".link..",
                        ROOT + ".pool..",
                        ROOT + ".provider..",
                        ROOT + ".rehearsal.."),
                ArchitectureRules.seesNothingOf(
                        ROOT + ".invoke..", ROOT + ".http..", "io.vertx..", "io.netty..", "java.net.http.."));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleHolds(ArchRule rule) {
        rule.check(GATEWAY);
    }

    static Stream<Arguments> extensionPoints() {
        return Stream.of(
                Arguments.of(RunnerProvider.class, RunnerProviderContract.class),
                Arguments.of(FunctionLogs.class, FunctionLogsContract.class),
                Arguments.of(Catalog.class, CatalogContract.class),
                Arguments.of(ArtifactStore.class, ArtifactStoreContract.class),
                Arguments.of(SecretStore.class, SecretStoreContract.class),
                Arguments.of(KeyedState.class, KeyedStateContract.class));
    }

    @ParameterizedTest
    @MethodSource("extensionPoints")
    void everyImplementationIsHeldToItsContract(Class<?> point, Class<?> contract) {
        assertThat(ContractRules.untested(point, contract, CHOOSABLE, WITH_TESTS))
                .isEmpty();
    }
}
