package dev.sluice.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.Access;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.runner.RunnerId;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InstanceTokensTest {

    private static final RunnerId ONE = new RunnerId("r1-1");
    private static final RunnerId OTHER = new RunnerId("r1-2");

    private final InstanceTokens tokens = new InstanceTokens(new SecureRandom());

    @Test
    void aTokenTellsWhoseInstanceItIs() {
        String token = tokens.issue(ONE, version("shop"));
        String another = tokens.issue(OTHER, version("shop"));

        assertThat(another).isNotEqualTo(token);
        assertThat(tokens.bearer(token)).get().satisfies(bearer -> {
            assertThat(bearer.instance()).isEqualTo(ONE);
            assertThat(bearer.function()).isEqualTo(new FunctionName("shop"));
        });
    }

    @Test
    void aTokenEndsWithItsInstance() {
        String token = tokens.issue(ONE, version("shop"));
        String another = tokens.issue(OTHER, version("shop"));

        tokens.revoke(ONE);
        tokens.revoke(ONE);

        assertThat(tokens.bearer(token)).isEmpty();
        assertThat(tokens.bearer(another)).isPresent();
    }

    @Test
    void anInstanceHasOneToken() {
        String first = tokens.issue(ONE, version("shop"));
        tokens.issue(ONE, version("shop"));

        assertThat(tokens.bearer(first)).isEmpty();
    }

    @Test
    void otherTokensAreNobodys() {
        assertThat(tokens.bearer("")).isEmpty();
        assertThat(tokens.bearer(InstanceTokens.PREFIX)).isEmpty();
        assertThat(tokens.bearer(InstanceTokens.PREFIX + "guessed")).isEmpty();
    }

    private static FunctionVersion version(String name) {
        FunctionSpec spec = new FunctionSpec(
                new RuntimeName("java25"),
                "a.B",
                FunctionSpec.DEFAULT_MEMORY,
                FunctionSpec.DEFAULT_TIMEOUT,
                Scaling.DEFAULT,
                Map.of(),
                Map.of(),
                Map.of(),
                Access.PUBLIC);
        return new FunctionVersion(new FunctionName(name), 1, new Digest("a".repeat(64)), spec, Instant.EPOCH);
    }
}
