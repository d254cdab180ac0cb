package dev.sluice.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.sluice.core.runner.RunnerOrder;
import dev.sluice.core.runner.RunnerProcess;
import dev.sluice.core.runner.RunnerProvider;
import dev.sluice.core.runner.RunnerStartException;
import dev.sluice.testkit.ArchitectureRules;
import dev.sluice.testkit.ContractRules;
import dev.sluice.testkit.runner.RunnerProviderContract;
import org.junit.jupiter.api.Test;

class ProviderContractsTest {

    private static final JavaClasses TESTS =
            new ClassFileImporter().importPackages(ProviderContractsTest.class.getPackageName());

    @Test
    void everyProviderOfTheGatewayIsHeldToTheContract() {
        JavaClasses gateway = ArchitectureRules.production("dev.sluice.gateway");
        assertThat(gateway.contain(ProcessProvider.class)).isTrue();
        assertThat(ContractRules.untested(RunnerProvider.class, RunnerProviderContract.class, gateway, TESTS))
                .isEmpty();
    }

    @Test
    void aProviderThatIsNotIsFound() {
        JavaClasses canary = new ClassFileImporter().importClasses(Canary.class);
        assertThat(ContractRules.untested(RunnerProvider.class, RunnerProviderContract.class, canary, TESTS))
                .containsExactly(Canary.class.getName());
    }

    /** A provider without a contract test. */
    private static final class Canary implements RunnerProvider {

        @Override
        public String name() {
            return "canary";
        }

        @Override
        public RunnerProcess start(RunnerOrder order) throws RunnerStartException {
            throw new RunnerStartException("A canary starts nothing.");
        }

        @Override
        public void close() {}
    }
}
