package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.decorator.EndedCall;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Input;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Priority;
import dev.sluice.core.invocation.Terms;
import dev.sluice.core.invocation.Timings;
import dev.sluice.events.call.CallTerms;
import dev.sluice.events.payload.Payload;
import dev.sluice.events.payload.PayloadDraft;
import dev.sluice.pipelines.graph.PipelineId;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeDataTest {

    private static final PipelineId ALBUM = new PipelineId(Namespace.DEFAULT, "album");
    private static final byte[] VIDEO = new byte[300_000];

    @TempDir
    private Path folder;

    private Instant now = Instant.now();
    private LargeData large;

    @BeforeEach
    void begin() {
        large = new LargeData(ALBUM, folder.resolve("album"), NoCluster.unasked(), () -> now);
    }

    private CloudEvent sent(String batch) throws Exception {
        try (PayloadDraft draft = large.of(batch).draft()) {
            draft.write(ByteBuffer.wrap(VIDEO));
            return new Items(ALBUM)
                    .sent(batch, "0", new SentItem("video/mp4", Optional.of("a.mp4"), draft.commit()), large);
        }
    }

    private Object called(CloudEvent item) throws Exception {
        CompletableFuture<Object> told = new CompletableFuture<>();
        Invocation invocation = Invocation.of(
                InvocationId.next(now.toEpochMilli()),
                new FunctionName("resize"),
                item,
                Headers.EMPTY,
                new Terms(
                        EntryPoint.EVENT,
                        Priority.BACKGROUND,
                        Optional.empty(),
                        "",
                        1,
                        List.of(),
                        OptionalInt.empty(),
                        CallTerms.USUAL_PRIORITY));
        CallListener listener = new CallListener() {
            @Override
            public void credit(int bytes) {}

            @Override
            public void head(int status, Headers headers) {}

            @Override
            public void data(ByteBuffer bytes) {}

            @Override
            public void end(Headers trailers) {}

            @Override
            public void finished(Outcome outcome, Timings timings) {
                told.complete(outcome);
            }
        };
        new LargeDataInvoker(
                        (called, _) -> {
                            told.complete(called.input());
                            return EndedCall.INSTANCE;
                        },
                        large)
                .invoke(invocation, listener);
        return told.get(10, TimeUnit.SECONDS);
    }

    @Test
    void anItemNamesItsDataAndAFunctionGetsIt() throws Exception {
        CloudEvent item = sent("b1");

        assertThat(item.data()).isEmpty();
        assertThat(item.attribute("subject")).contains("a.mp4");
        assertThat(item.attribute("datasize")).contains("300000");
        String path = item.attribute("dataref").orElseThrow();
        assertThat(path).startsWith("/pipelines/album/batches/b1/data/");
        assertThat(large.read("b1", path.substring(path.lastIndexOf('/') + 1)))
                .hasValueSatisfying(data -> assertThat(data.remaining()).isEqualTo(VIDEO.length));
        assertThat(called(item)).isInstanceOfSatisfying(Input.Event.class, input -> {
            assertThat(input.held().remaining()).isEqualTo(VIDEO.length);
            assertThat(input.head().headers().first("content-type")).contains("video/mp4");
            assertThat(input.head().headers().first("content-length")).contains("300000");
            assertThat(input.head().headers().first("ce-id")).contains("b1/0");
        });
    }

    @Test
    void dataThatIsGoneOrOfAnotherBatchIsNotCalledWith() throws Exception {
        CloudEvent item = sent("b1");
        large.clear();

        assertThat(called(item))
                .isInstanceOfSatisfying(
                        Outcome.PlatformFault.class,
                        fault -> assertThat(fault.reason()).isEqualTo("body_lost"));
        CloudEvent others = Items.with(item, BatchCounts.BATCH, "b2");
        assertThat(large.named(others)).isEmpty();
        assertThat(large.named(Items.with(item, LargeData.REF, "/pipelines/album/batches/b1/data/../../x")))
                .isEmpty();
        assertThat(large.read("b1", "../x")).isEmpty();
        assertThat(large.read("b1", "\0")).isEmpty();
    }

    @Test
    void filesGoWithTheirBatchAndNotBefore() throws Exception {
        sent("known");
        sent("over");
        now = now.plus(Duration.ofDays(6));
        large.sweep(Set.of("known"));
        assertThat(folder.resolve("album/over"))
                .as("it may have begun while nobody counted")
                .isNotEmptyDirectory();

        now = now.plus(Duration.ofDays(2));
        large.sweep(Set.of("known"));

        assertThat(folder.resolve("album/over")).doesNotExist();
        assertThat(folder.resolve("album/known")).isNotEmptyDirectory();
        assertThat(Files.list(folder.resolve("album/known"))
                        .map(Path::getFileName)
                        .map(Path::toString))
                .anyMatch(name -> name.length() == 64);
        assertThat(new Payload.Inline(ByteBuffer.wrap(VIDEO)).isLong()).isTrue();
    }
}
