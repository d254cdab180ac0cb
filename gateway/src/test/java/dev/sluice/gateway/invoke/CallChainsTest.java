package dev.sluice.gateway.invoke;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.callchain.ChainLimit;
import dev.sluice.core.decorator.PlatformHeaders;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.state.InMemoryKeyedState;
import dev.sluice.core.state.KeyedState;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallChainsTest {

    private final CallChains chains = new CallChains(new SecureRandom());

    @Test
    void anInstanceThatServesNothingElsePassesTheWholeChainOn() {
        List<String> passed = CallChains.from(name("c"), List.of(List.of("a", "b", "c")));

        assertThat(passed).containsExactly("a", "b", "c");
        assertThat(chains.refusal(passed, name("a"))).isPresent();
        assertThat(chains.refusal(passed, name("d"))).isEmpty();
    }

    @Test
    void functionsThatNotAllCallsCameThroughCountWithoutTheirNames() {
        List<String> passed =
                CallChains.from(name("c"), List.of(List.of("a", "b", "c"), List.of("b", "c"), List.of("x", "b", "c")));

        assertThat(passed).containsExactly("-", "b", "c");
        assertThat(chains.refusal(passed, name("a"))).isEmpty();
        assertThat(chains.refusal(passed, name("b"))).isPresent();
    }

    @Test
    void anInstanceIsNamedAlsoWhereNothingIsKnownOfItsCalls() {
        assertThat(CallChains.from(name("c"), List.of())).containsExactly("c");
        assertThat(CallChains.from(name("c"), List.of(List.of()))).containsExactly("c");
    }

    @Test
    void aCircleBesideOtherCallsIsStoppedByItsLength() {
        List<String> longest = List.of();
        for (int i = 0; i < 16; i++) {
            longest = CallChains.from(name("f" + i % 2), List.of(longest, List.of()));
        }

        assertThat(longest).hasSize(16).endsWith("f1");
        assertThat(chains.refusal(longest, name("f0"))).isPresent();
    }

    @Test
    void aSealedChainIsReadAgain() {
        assertThat(chains.read(chains.sealed(Headers.EMPTY, List.of("a", "b")))).containsExactly("a", "b");
    }

    @Test
    void aChainThatNobodySealedHereIsNone() {
        Headers foreign = new CallChains(new SecureRandom()).sealed(Headers.EMPTY, List.of("a"));

        assertThat(chains.read(foreign)).isEmpty();
        assertThat(chains.read(Headers.of(PlatformHeaders.CHAIN, "a; mac=AAAA")))
                .isEmpty();
    }

    @Test
    void gatewaysThatShareKeyedStateKnowEachOthersChainsAlsoAfterARestart() {
        KeyedState state = new InMemoryKeyedState(InstantSource.system());
        CallChains one = CallChains.shared(state, new SecureRandom(), new ChainLimit(16));
        CallChains other = CallChains.shared(state, new SecureRandom(), new ChainLimit(16));

        Headers passed = one.sealed(Headers.EMPTY, List.of("a"));

        assertThat(other.read(passed)).containsExactly("a");
        assertThat(chains.read(passed)).isEmpty();
    }

    private static FunctionName name(String name) {
        return new FunctionName(name);
    }
}
