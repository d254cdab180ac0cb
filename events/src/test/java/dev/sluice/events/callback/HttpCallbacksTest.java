package dev.sluice.events.callback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.call.CallTerms;
import dev.sluice.events.call.QueuedCall;
import dev.sluice.events.invocation.InvocationState;
import dev.sluice.events.invocation.Standing;
import dev.sluice.events.payload.KeptPayloads;
import dev.sluice.events.payload.Payload;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpCallbacksTest {

    @TempDir
    private Path home;

    private static KafkaCluster unasked() {
        return (KafkaCluster) Proxy.newProxyInstance(
                KafkaCluster.class.getClassLoader(), new Class<?>[] {KafkaCluster.class}, (_, method, _) -> {
                    throw new AssertionError(method.getName());
                });
    }

    private static InvocationState answered(Payload answer) {
        Instant now = Instant.now();
        QueuedCall call = new QueuedCall(
                InvocationId.next(now.toEpochMilli()),
                new FunctionName("hello"),
                now,
                new RequestHead("POST", "/", "", Headers.EMPTY),
                ByteBuffer.allocate(0),
                CallTerms.at(EntryPoint.ASYNC),
                Optional.empty());
        return InvocationState.waiting(call)
                .begun(now)
                .now(new Standing.Succeeded(200, Headers.EMPTY, answer, true), true, now);
    }

    @Test
    void anAnswerThatCannotBeReadForTheMomentIsATryThatFailed() throws IOException {
        Path noFolder = Files.writeString(home.resolve("payloads"), "");
        try (CallbackClient client = new CallbackClient(
                new PublicAddresses(true), _ -> Optional.empty(), InstantSource.system(), Runnable::run)) {
            HttpCallbacks callbacks = new HttpCallbacks(
                    client, new KeptPayloads(noFolder, unasked(), List.of(), InstantSource.system()), Runnable::run);

            assertThat(callbacks.send(
                            URI.create("http://127.0.0.1:9/"),
                            answered(new Payload.Kept(Digest.of(new byte[] {1}), 1))))
                    .isCompletedWithValueMatching(why -> why.orElse("").startsWith("the callback could not be made: "));
        }
    }
}
