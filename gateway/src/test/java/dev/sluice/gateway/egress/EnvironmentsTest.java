package dev.sluice.gateway.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.function.Namespace;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentsTest {

    @Test
    void eachNamespaceHasTheUsualOneUnlessItHasItsOwn() {
        Environments read = Environments.read(List.of("shop=production", " staging"));

        assertThat(read.of(Namespace.DEFAULT)).isEqualTo("staging");
        assertThat(read.of(new Namespace("shop"))).isEqualTo("production");
        assertThat(Environments.read(List.of("shop=production")).of(Namespace.DEFAULT))
                .isEqualTo("development");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,b", "shop=a,shop=b", "=a", "shop=", "a,,shop=b"})
    void whatSaysTwoThingsOrNothingIsRefused(String written) {
        List<String> words = List.of(written.split(","));

        assertThatThrownBy(() -> Environments.read(words))
                .hasMessage("sluice.egress.environment is " + written + ": write one environment, and"
                        + " NAMESPACE=ENVIRONMENT for each namespace with another one, as in staging,shop=production");
    }
}
