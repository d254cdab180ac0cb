package dev.sluice.gateway.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.state.InMemoryKeyedState;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CallSecretsTest {

    private static final InvocationId ID = new InvocationId("01JDW3N4Q5R6S7T8V9W0X1Y2Z3");
    private static final InvocationId OTHER = new InvocationId("01JDW3N4Q5R6S7T8V9W0X1Y2Z4");

    private final InMemoryKeyedState state = new InMemoryKeyedState(() -> Instant.EPOCH);
    private final CallSecrets secrets = CallSecrets.shared(state, new SecureRandom());

    @Test
    void aSecretOpensItsCallAndNoOther() {
        assertThat(secrets.opens(secrets.of(ID), ID)).isTrue();
        assertThat(secrets.opens(secrets.of(ID), OTHER)).isFalse();
        assertThat(secrets.opens("", ID)).isFalse();
        assertThat(secrets.of(ID)).hasSize(32);
    }

    @Test
    void gatewaysThatShareTheirStateKnowTheSecretsOfEachOther() {
        assertThat(CallSecrets.shared(state, new SecureRandom()).opens(secrets.of(ID), ID))
                .isTrue();
        assertThat(CallSecrets.own(new SecureRandom()).opens(secrets.of(ID), ID))
                .isFalse();
    }
}
