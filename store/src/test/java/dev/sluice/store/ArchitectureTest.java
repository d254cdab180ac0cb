package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.sluice.core.catalog.ArtifactStore;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.SecretStore;
import dev.sluice.core.state.KeyedState;
import dev.sluice.testkit.ArchitectureRules;
import dev.sluice.testkit.ContractRules;
import dev.sluice.testkit.catalog.ArtifactStoreContract;
import dev.sluice.testkit.catalog.CatalogContract;
import dev.sluice.testkit.catalog.SecretStoreContract;
import dev.sluice.testkit.state.KeyedStateContract;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** That each rule finds what breaks it is shown where the rules are made. */
class ArchitectureTest {

    private static final String ROOT = "dev.sluice.store";
    private static final JavaClasses PRODUCTION = ArchitectureRules.production(ROOT);
    private static final JavaClasses WITH_TESTS = new ClassFileImporter().importPackages(ROOT);

    static Stream<ArchRule> rules() {
        return ArchitectureRules.ofModule(
                ROOT, "dev.sluice.gateway..", "dev.sluice.runners..", "dev.sluice.decorators..");
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleHolds(ArchRule rule) {
        rule.check(PRODUCTION);
    }

    static Stream<Arguments> extensionPoints() {
        return Stream.of(
                Arguments.of(ArtifactStore.class, ArtifactStoreContract.class),
                Arguments.of(Catalog.class, CatalogContract.class),
                Arguments.of(SecretStore.class, SecretStoreContract.class),
                Arguments.of(KeyedState.class, KeyedStateContract.class));
    }

    @ParameterizedTest
    @MethodSource("extensionPoints")
    void everyImplementationIsHeldToItsContract(Class<?> point, Class<?> contract) {
        assertThat(ContractRules.untested(point, contract, PRODUCTION, WITH_TESTS))
                .isEmpty();
    }
}
