package dev.sluice.gateway.invoke;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.decorator.PlatformHeaders;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.state.InMemoryKeyedState;
import dev.sluice.core.state.KeyedState;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CallChainsTest {

    private final CallChains chains = new CallChains(new SecureRandom());

    @Test
    void anInstanceThatServesNothingElsePassesTheWholeChainOn() {
        Headers passed = chains.from(name("c"), List.of(chain("a", "b", "c")));

        assertThat(chains.read(passed)).containsExactly("a", "b", "c");
        assertThat(chains.refusal(passed, name("a"))).isPresent();
        assertThat(chains.refusal(passed, name("d"))).isEmpty();
    }

    @Test
    void functionsThatNotAllCallsCameThroughCountWithoutTheirNames() {
        Headers passed = chains.from(name("c"), List.of(chain("a", "b", "c"), chain("b", "c"), chain("x", "b", "c")));

        assertThat(chains.read(passed)).containsExactly("-", "b", "c");
        assertThat(chains.refusal(passed, name("a"))).isEmpty();
        assertThat(chains.refusal(passed, name("b"))).isPresent();
    }

    @Test
    void anInstanceIsNamedAlsoWhereNothingIsKnownOfItsCalls() {
        assertThat(chains.read(chains.from(name("c"), List.of()))).containsExactly("c");
        assertThat(chains.read(chains.from(name("c"), List.of(Headers.EMPTY)))).containsExactly("c");
    }

    @Test
    void aCircleBesideOtherCallsIsStoppedByItsLength() {
        Headers longest = Headers.EMPTY;
        for (int i = 0; i < 16; i++) {
            longest = chains.from(name("f" + i % 2), List.of(longest, Headers.EMPTY));
        }

        assertThat(chains.read(longest)).hasSize(16).endsWith("f1");
        assertThat(chains.refusal(longest, name("f0"))).isPresent();
    }

    @Test
    void aChainThatNobodySealedHereIsNone() {
        Headers foreign = new CallChains(new SecureRandom()).through(Headers.EMPTY, name("a"));

        assertThat(chains.read(foreign)).isEmpty();
        assertThat(chains.read(Headers.of(PlatformHeaders.CHAIN, "a; mac=AAAA")))
                .isEmpty();
    }

    @Test
    void gatewaysThatShareKeyedStateKnowEachOthersChainsAlsoAfterARestart() {
        KeyedState state = new InMemoryKeyedState(InstantSource.system());
        CallChains one = CallChains.shared(state, new SecureRandom());
        CallChains other = CallChains.shared(state, new SecureRandom());

        Headers passed = one.through(Headers.EMPTY, name("a"));

        assertThat(other.read(passed)).containsExactly("a");
        assertThat(other.refusal(passed, name("a"))).isPresent();
        assertThat(chains.read(passed)).isEmpty();
    }

    private Headers chain(String... names) {
        return IntStream.range(0, names.length)
                .boxed()
                .reduce(Headers.EMPTY, (headers, i) -> chains.through(headers, name(names[i])), (one, other) -> other);
    }

    private static FunctionName name(String name) {
        return new FunctionName(name);
    }
}
