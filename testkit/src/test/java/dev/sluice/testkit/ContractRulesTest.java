package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

class ContractRulesTest {

    private static final JavaClasses HERE = new ClassFileImporter()
            .importClasses(
                    Point.class, Contract.class, Held.class, HeldToIt.class, Forgotten.class, AlmostHeldToIt.class);

    interface Point {}

    abstract static class Contract {
        abstract Point point();
    }

    static final class Held implements Point {}

    static final class HeldToIt extends Contract {
        @Override
        Point point() {
            return new Held();
        }
    }

    static final class Forgotten implements Point {}

    /** Nobody runs what is abstract. */
    abstract static class AlmostHeldToIt extends Contract {
        @Override
        Point point() {
            return new Forgotten();
        }
    }

    @Test
    void anImplementationThatNobodyHoldsToTheContractIsFound() {
        assertThat(ContractRules.untested(Point.class, Contract.class, HERE, HERE))
                .containsExactly(Forgotten.class.getName());
    }
}
