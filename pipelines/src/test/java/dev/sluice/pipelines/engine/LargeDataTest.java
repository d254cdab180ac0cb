package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.decorator.EndedCall;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.invocation.Call;
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
import dev.sluice.events.trigger.EventCall;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.PipelineId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeDataTest {

    private static final PipelineId ALBUM = new PipelineId(Namespace.DEFAULT, "album");
    private static final byte[] VIDEO = new byte[300_000];
    private static final int PIECE = 60_000;

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
            return new Items(ALBUM).sent(batch, "0", new SentItem("video/mp4", Optional.of("a.mp4"), draft.commit()));
        }
    }

    private Invocation invocation(CloudEvent item) {
        return Invocation.of(
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
    }

    private Object called(CloudEvent item) throws Exception {
        CompletableFuture<Object> told = new CompletableFuture<>();
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
                .invoke(invocation(item), listener);
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

    /** What comes of an answer that is written in pieces, the next one when the one before is granted. */
    private EventCall.End answered(String type, byte[] body, Outcome outcome) throws Exception {
        CloudEvent item = new Items(ALBUM).ofBatch("b1", "0", "1".getBytes(StandardCharsets.UTF_8));
        ExecutorService function = Executors.newSingleThreadExecutor();
        try (function) {
            return EventCall.make(
                            (_, listener) -> {
                                Semaphore window = new Semaphore(PIECE);
                                function.execute(() -> answer(type, body, outcome, listener, window));
                                return granting(window);
                            },
                            invocation(item),
                            true,
                            Optional.empty(),
                            large.answersTo(item))
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private static Call granting(Semaphore window) {
        return new Call() {
            @Override
            public void write(ByteBuffer bytes) {}

            @Override
            public void end(Headers trailers) {}

            @Override
            public void grant(int bytes) {
                window.release(bytes);
            }

            @Override
            public void cancel() {}
        };
    }

    private static void answer(String type, byte[] body, Outcome outcome, CallListener listener, Semaphore window) {
        listener.head(200, Headers.EMPTY.with("Content-Type", type));
        for (int from = 0; from < body.length; from += PIECE) {
            int length = Math.min(PIECE, body.length - from);
            window.acquireUninterruptibly(length);
            listener.data(ByteBuffer.wrap(body, from, length));
        }
        listener.end(Headers.EMPTY);
        listener.finished(outcome, Timings.NONE);
    }

    private List<CloudEvent> made(String type, byte[] body) throws Exception {
        EventCall.End end = answered(type, body, new Outcome.Succeeded(200));
        return new Items(ALBUM)
                .of(
                        new Items(ALBUM).ofBatch("b1", "0", "1".getBytes(StandardCharsets.UTF_8)),
                        new StageName("blur"),
                        end.answer());
    }

    @Test
    void aLongAnswerIsAFileAndOneItemThatNamesIt() throws Exception {
        byte[] film = new byte[3_000_001];
        new Random(5).nextBytes(film);

        CloudEvent item = made("video/mp4", film).getFirst();

        assertThat(item.id()).isEqualTo("b1/0/blur.0");
        assertThat(item.contentType()).contains("video/mp4");
        assertThat(item.data()).isEmpty();
        assertThat(item.attribute("datasize")).contains("3000001");
        assertThat(large.data(item).toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isEqualTo(ByteBuffer.wrap(film));
    }

    @Test
    void aLongAnswerOfADecoratorIsAFileToo() throws Exception {
        byte[] film = new byte[2_000_000];

        EventCall.End end = answered("video/mp4", film, new Outcome.Intercepted("cache", 200, "hit"));

        assertThat(end.answer().kept())
                .hasValueSatisfying(kept -> assertThat(kept.bytes()).isEqualTo(film.length));
    }

    @Test
    void whatIsAListOrLongerThanAFileMayBeIsRefusedAndLeavesNothing() throws Exception {
        byte[] list = ("[\"" + "x".repeat(2_000_000) + "\"]").getBytes(StandardCharsets.UTF_8);

        for (var refused : Map.of("application/json", list, "video/mp4", new byte[Payload.MOST + 1])
                .entrySet()) {
            assertThatThrownBy(() -> made(refused.getKey(), refused.getValue()))
                    .isInstanceOfSatisfying(
                            ItemFailedException.class,
                            failed -> assertThat(failed.reason()).isEqualTo("answer_too_large"));
        }
        Outcome broken = new Outcome.Cancelled();
        assertThat(answered("video/mp4", new byte[2_000_000], broken).answer().kept())
                .isEmpty();
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile))
                    .noneMatch(file -> file.toFile().length() > 0);
        }
    }

    @Test
    void aDiskThatRefusesIsNoEndOfTheCall() throws Exception {
        Files.createDirectories(folder.resolve("album"));
        Files.writeString(folder.resolve("album/b1"), "no folder can be made in its place");

        assertThatThrownBy(() -> answered("video/mp4", new byte[2_000_000], new Outcome.Succeeded(200)))
                .hasCauseInstanceOf(StorageException.class);
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

    @Test
    void anItemInAnotherBatchHasItsDataThereForAsLong() throws Exception {
        CloudEvent item = sent("b1");

        CloudEvent moved = large.in("b2", item);
        large.in("b2", item);
        now = Instant.now().plus(Duration.ofDays(8));
        large.sweep(Set.of("b2"));

        assertThat(folder.resolve("album/b1")).doesNotExist();
        assertThat(moved.id()).isEqualTo("b2/0");
        assertThat(moved.attribute("batch")).contains("b2");
        assertThat(moved.attribute("dataref").orElseThrow()).startsWith("/pipelines/album/batches/b2/data/");
        assertThat(large.data(moved).toCompletableFuture().get()).isEqualTo(ByteBuffer.wrap(VIDEO));
    }

    @Test
    void anItemWhoseDataIsLostHasNoneInAnotherBatchEither() throws Exception {
        CloudEvent item = sent("b1");
        large.clear();

        CloudEvent moved = large.in("b2", item);

        assertThat(large.data(moved)).failsWithin(Duration.ofSeconds(10));
    }
}
