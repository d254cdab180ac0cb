package dev.sluice.events.invocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.events.broker.BrokerFixture;
import dev.sluice.events.call.CallTerms;
import dev.sluice.events.call.QueuedCall;
import dev.sluice.events.payload.Payload;
import dev.sluice.events.stored.ProducerWriter;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What calls cost whose outcomes are kept. {@code -Dsluice.events.kept-calls=1000000} takes a million, in some two minutes. */
class ManyKeptCallsTest {

    private static final int COUNT = Integer.getInteger("sluice.events.kept-calls", 30_000);
    private static final int UNDER_WAY = 10_000;
    private static final int ASKED = 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** What a gateway holds besides what it holds of each call: buffers of clients, and records that were read lately. */
    private static final long BESIDES = 48L << 20;

    private final String prefix = BrokerFixture.freshName("kept") + ".";

    @Test
    void eachIsFoundAfterARestartAndTakesNoMoreMemoryThanIsSaid() throws Exception {
        write();
        long before = heap();
        long begin = System.nanoTime();
        try (ProducerWriter writer = new ProducerWriter(BrokerFixture.cluster());
                InvocationStates states =
                        new InvocationStates(BrokerFixture.cluster(), writer, prefix, InstantSource.system())) {
            states.start();
            got(states.ready());
            double seconds = (System.nanoTime() - begin) / 1e9;
            long taken = heap() - before;
            assertThat(states.size()).isEqualTo(COUNT);
            assertThat(taken).isLessThan(72L * COUNT + BESIDES);

            long asked = System.nanoTime();
            for (int i = 0; i < ASKED; i++) {
                Optional<InvocationState> state = got(states.find(id((int) ((long) i * COUNT / ASKED))));
                assertThat(state).isPresent();
                assertThat(state.get().standing()).isInstanceOf(Standing.Succeeded.class);
            }
            System.out.printf(
                    "%,d kept calls: %.1f MiB of heap, known after %.1f s, and one found in %.2f ms%n",
                    COUNT, taken / 1048576.0, seconds, (System.nanoTime() - asked) / 1e6 / ASKED);
        }
    }

    private void write() throws Exception {
        Semaphore places = new Semaphore(UNDER_WAY);
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        try (ProducerWriter writer = new ProducerWriter(BrokerFixture.cluster());
                InvocationStates states =
                        new InvocationStates(BrokerFixture.cluster(), writer, prefix, InstantSource.system())) {
            states.start();
            got(states.ready());
            for (int i = 0; i < COUNT; i++) {
                assertThat(places.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
                states.write(succeeded(i)).whenComplete((_, fault) -> {
                    if (fault != null) {
                        failure.set(fault);
                    }
                    places.release();
                });
            }
            assertThat(places.tryAcquire(UNDER_WAY, PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        }
        assertThat(failure.get()).isNull();
    }

    private static InvocationState succeeded(int number) {
        Instant now = Instant.now();
        QueuedCall call = new QueuedCall(
                id(number),
                new FunctionName("hello"),
                now,
                new RequestHead("POST", "/", "", Headers.of("Content-Type", "text/plain")),
                ByteBuffer.wrap("Ada".getBytes(StandardCharsets.UTF_8)),
                CallTerms.at(EntryPoint.ASYNC),
                Optional.empty());
        Payload answer = new Payload.Inline(ByteBuffer.wrap("Hello, Ada!".getBytes(StandardCharsets.UTF_8)));
        return InvocationState.waiting(call)
                .begun(now)
                .now(new Standing.Succeeded(200, Headers.of("Content-Type", "text/plain"), answer, true), true, now);
    }

    private static InvocationId id(int number) {
        return new InvocationId("01JDW3N4Q5%016d".formatted(number));
    }

    private static long heap() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(100);
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static <T> T got(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
