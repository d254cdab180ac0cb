package dev.sluice.gateway.invoke;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.Priority;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.invocation.Terms;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeenCallsTest {

    private static final Instant NOW = Instant.parse("2026-11-28T09:00:00Z");

    private final SeenCalls seen = new SeenCalls(InstantSource.fixed(NOW));

    private void call(EntryPoint entryPoint, String... chain) {
        FunctionName function = FunctionName.ofValue(chain[chain.length - 1]).orElseThrow();
        seen.saw(new Invocation(
                        InvocationId.next(1),
                        function,
                        new RequestHead("POST", "/", "", Headers.EMPTY),
                        Body.of(ByteBuffer.allocate(0)))
                .with(Terms.of(entryPoint, Priority.INTERACTIVE).through(List.of(chain))));
    }

    @Test
    void whoCalledIsTheOneBeforeTheLastOfAChain() {
        call(EntryPoint.HTTP, "a", "b");
        call(EntryPoint.HTTP, "x", "a", "b");
        call(EntryPoint.EVENT, "a", "b");
        call(EntryPoint.HTTP, "b");

        assertThat(seen.in(Namespace.DEFAULT))
                .containsExactly(
                        new SeenCalls.Seen(name("a"), name("b"), EntryPoint.HTTP, 2, NOW),
                        new SeenCalls.Seen(name("a"), name("b"), EntryPoint.EVENT, 1, NOW));
        assertThat(seen.since()).isEqualTo(NOW);
    }

    @Test
    void eachNamespaceSeesItsOwn() {
        call(EntryPoint.HTTP, "shop/a", "shop/b");
        call(EntryPoint.HTTP, "a", "shop/b");
        call(EntryPoint.HTTP, "-", "b");

        assertThat(seen.in(Namespace.DEFAULT)).isEmpty();
        assertThat(seen.in(new Namespace("shop"))).hasSize(1);
    }

    @Test
    void waysOverTheBoundAreCountedTogether() {
        for (int i = 0; i < 10_002; i++) {
            call(EntryPoint.HTTP, "f" + i, "b");
        }
        call(EntryPoint.HTTP, "f0", "b");

        assertThat(seen.in(Namespace.DEFAULT)).hasSize(10_000);
        assertThat(seen.leftOut()).isEqualTo(2);
    }

    private static FunctionName name(String name) {
        return new FunctionName(name);
    }
}
