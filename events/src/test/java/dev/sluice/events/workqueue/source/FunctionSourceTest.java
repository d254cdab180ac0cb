package dev.sluice.events.workqueue.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.decorator.LateCall;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.events.workqueue.call.QueueCaller;
import dev.sluice.testkit.callchain.PlainSeal;
import dev.sluice.testkit.time.VirtualTime;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FunctionSourceTest {

    @Test
    void aListIsReadOnAThreadThatOthersDoNotWaitFor() {
        Invoker lists = (_, listener) -> {
            listener.head(200, Headers.EMPTY);
            listener.data(ByteBuffer.wrap("{\"items\": [\"a\"]}".getBytes(StandardCharsets.UTF_8)));
            listener.finished(new Outcome.Succeeded(200), Timings.NONE);
            return new LateCall();
        };
        VirtualTime time = new VirtualTime();
        Deque<Runnable> elsewhere = new ArrayDeque<>();
        FunctionSource source = new FunctionSource(
                new FunctionName("list"), new QueueCaller(lists, new PlainSeal(), time), elsewhere::add);

        CompletableFuture<Listing> listing = source.list(Optional.empty()).toCompletableFuture();
        assertThat(listing).isNotDone();
        elsewhere.remove().run();

        assertThat(listing.getNow(null).items()).containsExactly(new ListedItem("a", ""));
    }
}
