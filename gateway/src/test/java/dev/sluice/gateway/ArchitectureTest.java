package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.sluice.core.logs.FunctionLogs;
import dev.sluice.core.pool.FunctionPools;
import dev.sluice.gateway.invoke.RouteTable;
import dev.sluice.testkit.ArchitectureRules;
import dev.sluice.testkit.ContractRules;
import dev.sluice.testkit.logs.FunctionLogsContract;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** That each rule finds what breaks it is shown where the rules are made. */
class ArchitectureTest {

    private static final String ROOT = "dev.sluice.gateway";
    private static final JavaClasses GATEWAY = ArchitectureRules.production(ROOT);

    private static final JavaClasses WITH_TESTS = new ClassFileImporter().importPackages(ROOT);

    static Stream<ArchRule> rules() {
        return Stream.of(
                ArchitectureRules.noPackageCycles(ROOT),
                ArchitectureRules.noVaguePackages(),
                ArchitectureRules.everyPackageIsNullMarked(),
                ArchitectureRules.nothingSleeps(),
                ArchitectureRules.noFrameworkIn(
                        ROOT + ".deploy..",
                        ROOT + ".home..",
                        ROOT + ".http..",
                        ROOT + ".inspect..",
                        ROOT + ".invoke..",
                        ROOT + ".reconcile..",
                        ROOT + ".rehearsal.."),
                ArchitectureRules.onlyCalledFrom(
                        RouteTable.class, Set.of("put", "remove"), ROOT + ".reconcile..", ROOT + ".rehearsal.."),
                ArchitectureRules.onlyCalledFrom(
                        FunctionPools.class,
                        Set.of("activate", "remove", "recycle"),
                        ROOT + ".reconcile..",
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
        return Stream.of(Arguments.of(FunctionLogs.class, FunctionLogsContract.class));
    }

    @ParameterizedTest
    @MethodSource("extensionPoints")
    void everyImplementationIsHeldToItsContract(Class<?> point, Class<?> contract) {
        assertThat(ContractRules.untested(point, contract, GATEWAY, WITH_TESTS)).isEmpty();
    }
}
