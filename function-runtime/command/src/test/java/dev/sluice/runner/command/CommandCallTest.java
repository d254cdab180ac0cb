package dev.sluice.runner.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Frame.CancelCause;
import dev.sluice.core.protocol.Frame.InvokeFault;
import dev.sluice.core.protocol.ProtocolException;
import dev.sluice.runner.program.session.Host;
import dev.sluice.runner.program.session.ProgramSession;
import dev.sluice.runner.socket.SocketLink;
import dev.sluice.testkit.protocol.SocketEnd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that are started once for each call, over a real connection. */
class CommandCallTest {

    private static final int STREAM = 1;

    private final CompletableFuture<String> end = new CompletableFuture<>();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private SocketEnd gateway;

    private final Host host = new Host() {
        @Override
        public void rest() {}

        @Override
        public void drained() {
            end.complete("drained");
        }

        @Override
        public void ended(int code, String lastWords) {
            end.complete(code + ": " + lastWords);
        }
    };

    private record Answer(Frame.Result head, byte[] body) {

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    @BeforeEach
    void connect() throws IOException {
        Files.createDirectory(folder.resolve("code"));
        Files.createDirectory(folder.resolve("work"));
        Path socket = folder.resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            SocketLink link = SocketLink.connect(socket);
            ProgramSession session = new ProgramSession(
                    link.outbox(),
                    host,
                    Thread.ofVirtual().factory(),
                    Map.of("PATH", "/usr/bin:/bin"),
                    made -> new Commands(made, folder.resolve("work")));
            Thread.ofPlatform().daemon().start(() -> serve(link, session));
            gateway = new SocketEnd(server.accept());
        }
    }

    private static void serve(SocketLink link, ProgramSession session) {
        try {
            link.serve(session, () -> false);
        } catch (IOException | ProtocolException e) {
            // The test has closed it.
        } finally {
            session.close();
        }
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private Frame ready(String script) throws IOException {
        Path code = folder.resolve("code");
        Files.writeString(code.resolve("program"), script);
        gateway.send(
                new Frame.Welcome(2, List.of()),
                new Frame.Specialise(
                        "resize",
                        1,
                        "program",
                        new Frame.Artifact(code.toString(), List.of("program")),
                        Map.of("SIZE", "9"),
                        60_000,
                        1,
                        Map.of()));
        return gateway.next();
    }

    private void begin(String script, String body, String... fields) throws IOException {
        assertThat(ready("#!/bin/sh\n" + script)).isInstanceOf(Frame.Specialised.class);
        gateway.send(
                new Frame.Invoke(
                        STREAM, "01ID", 60_000, new RequestHead("POST", "/a/b", "w=3", Headers.of(fields)), false),
                new Frame.Data(STREAM, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)), true));
    }

    private Answer called(String script, String body, String... fields) throws IOException {
        begin(script, body, fields);
        Frame.Result head = (Frame.Result) gateway.next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Frame.Data data = (Frame.Data) gateway.next(); true; data = (Frame.Data) gateway.next()) {
            byte[] piece = new byte[data.bytes().remaining()];
            data.bytes().get(piece);
            bytes.write(piece);
            if (data.end()) {
                return new Answer(head, bytes.toByteArray());
            }
            gateway.send(new Frame.Window(STREAM, piece.length));
        }
    }

    private List<String> log(int lines) {
        return gateway.logs(lines).stream()
                .map(line -> line.stream() + " " + line.source() + " " + line.line())
                .toList();
    }

    @Test
    void theRequestIsAFileAndWhatIsPrintedTheAnswer() throws IOException {
        Answer answer = called("""
                echo working >&2
                tr a-z A-Z
                wc -c <"$WORK_ITEM_FILE"
                echo "$REQUEST_METHOD $PATH_INFO $QUERY_STRING $SLUICE_INVOCATION $SIZE $HTTP_X_USER."
                """, "hello\n", "X-User", "ada");

        assertThat(answer.head().status()).isEqualTo(200);
        assertThat(answer.head().headers().first("Exit-Code")).contains("0");
        assertThat(answer.text()).isEqualTo("HELLO\n6\nPOST /a/b w=3 01ID 9 ada.\n");
        assertThat(log(1)).containsExactly("1 STDERR working");
    }

    @Test
    void fieldsThatCouldBeTakenForSomethingElseAreNotPassedOn() throws IOException {
        Answer answer =
                called("env | grep -c ^HTTP_ || true", "", "Proxy", "http://x", "X_User", "eve", "Authorization", "k");

        assertThat(answer.text()).isEqualTo("0\n");
    }

    @Test
    void aFileThatItLeavesIsTheAnswerAndWhatIsPrintedGoesToTheLog() throws IOException {
        Answer answer = called("echo resized; cat >\"$WORK_OUTPUT_DIR/a.png\"", "image");

        assertThat(answer.text()).isEqualTo("image");
        assertThat(answer.head().headers().first("Content-Type")).contains("image/png");
        assertThat(answer.head().headers().first("Content-Disposition")).contains("attachment; filename=\"a.png\"");
        assertThat(log(1)).containsExactly("1 STDOUT resized");
    }

    @Test
    void severalFilesAreAZipAndLinksAreNone() throws IOException {
        Answer answer = called("""
                cd "$WORK_OUTPUT_DIR"
                mkdir small; echo 1 >small/a; echo 2 >b; ln -s /etc/passwd c
                """, "");

        assertThat(answer.head().headers().first("Content-Type")).contains("application/zip");
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(answer.body()))) {
            assertThat(zip.getNextEntry()).hasToString("b");
            assertThat(zip.readAllBytes()).isEqualTo("2\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(zip.getNextEntry()).hasToString("small/a");
            zip.readAllBytes();
            assertThat(zip.getNextEntry()).isNull();
        }
    }

    @Test
    void aLargeAnswerWaitsForTheWindow() throws IOException {
        Answer answer = called("head -c 1000000 /dev/zero", "");

        assertThat(answer.body()).hasSize(1_000_000);
    }

    @Test
    void anExitCodeSaysWhatBecomesOfTheCall() throws IOException {
        Answer answer = called("echo no face here >&2; echo left >\"$WORK_OUTPUT_DIR/a\"; exit 65", "");

        assertThat(answer.head().status()).isEqualTo(422);
        assertThat(answer.head().headers().first("Exit-Code")).contains("65");
        assertThat(answer.text()).isEqualTo("the program ended with exit code 65; it printed last: no face here\n");
    }

    @Test
    void aProgramThatAsksForAnotherAttemptIsUnavailableAndAnyOtherHasFailed() throws IOException {
        assertThat(called("exit 75", "").head().status()).isEqualTo(503);
    }

    @Test
    void oneThatIsKilledHasFailed() throws IOException {
        Answer answer = called("kill -9 $$", "");

        assertThat(answer.head().status()).isEqualTo(500);
        assertThat(answer.text()).isEqualTo("the program ended with signal 9\n");
    }

    @Test
    void nothingOfACallIsLeftBehind() throws Exception {
        called("echo 1 >\"$WORK_OUTPUT_DIR/a\"; mkdir \"$TMPDIR/a\"; touch \"$TMPDIR/a/b\"", "");

        await().until(() -> calls() == 0);
    }

    private static long children() {
        return ProcessHandle.current().descendants().count();
    }

    private long calls() throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("work"))) {
            return all.filter(path -> path.getFileName().toString().startsWith("call-"))
                    .count();
        }
    }

    @Test
    void outOfTimeItIsKilled() throws Exception {
        begin("trap '' TERM; echo begun >&2; while :; do sleep 0.1; done", "");
        assertThat(log(1)).containsExactly("1 STDERR begun");

        gateway.send(new Frame.Cancel(STREAM, CancelCause.TIMED_OUT));

        assertThat(((Frame.Error) gateway.next()).fault()).isEqualTo(InvokeFault.TIMED_OUT);
        await().until(() -> children() == 0);
    }

    @Test
    void oneWhoseCallerWentAwayIsAskedToEnd() throws Exception {
        begin("trap 'echo asked >&2; exit 1' TERM; echo begun >&2; while :; do sleep 0.1; done", "");
        assertThat(log(1)).containsExactly("1 STDERR begun");

        gateway.send(new Frame.Cancel(STREAM, CancelCause.CLIENT_GONE));

        assertThat(((Frame.Error) gateway.next()).fault()).isEqualTo(InvokeFault.CANCELLED);
        assertThat(log(2)).contains("1 STDERR asked");
        assertThat(children()).isZero();
    }

    @Test
    void anInterpreterThatIsNotThereIsToldBeforeTheFirstCall() throws IOException {
        Frame.SpecialiseFailed failed = (Frame.SpecialiseFailed) ready("#!/opt/none/ruby -w\n");

        assertThat(failed.reason()).isEqualTo("cannot_execute");
        assertThat(failed.error().message()).contains("/opt/none/ruby, which is not installed here");
    }

    @Test
    void aDrainedRunnerWaitsForItsCalls() throws Exception {
        begin("sleep 0.2; echo done", "");

        gateway.send(new Frame.Drain());

        assertThat(gateway.next()).isInstanceOf(Frame.Result.class);
        assertThat(end.get(30, TimeUnit.SECONDS)).isEqualTo("drained");
    }

    @Test
    void aFieldThatCannotBeAVariableIsNotPassedOn() throws IOException {
        Answer answer = called("env | grep -c ^HTTP_ || true", "", "X-Note", "a\0b", "A=b", "c");

        assertThat(answer.text()).isEqualTo("0\n");
    }

    @Test
    void moreVariablesThanTheSystemTakesAreAClearError() throws IOException {
        String[] fields = new String[200];
        Arrays.fill(fields, "X-Note");
        IntStream.range(0, 100).forEach(i -> fields[2 * i + 1] = "a".repeat(8 * 1024));

        begin("echo never", "", fields);

        assertThat(((Frame.Error) gateway.next()).error().message())
                .matches(
                        "the system cannot execute the program, because its \\d+ variables with 8\\d{5} characters are more"
                                + " than it takes, which is 128 KiB for one and 2 MiB for all as a rule");
    }

    @Test
    void resultsThatCannotBeReadAreAClearError() throws Exception {
        begin("""
                cd "$WORK_OUTPUT_DIR"
                mkdir -p $(printf '%0200d/' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22)
                """, "");

        assertThat(((Frame.Error) gateway.next()).error().message())
                .isEqualTo("what the program left in its folder of results cannot be read: File name too long");
        await().until(() -> calls() == 0);
    }

    @Test
    void whatIsNoFileIsNoResultAndIsNotFollowed() throws Exception {
        Answer answer = called("""
                mkfifo "$WORK_OUTPUT_DIR/pipe"; ln -s /etc "$WORK_OUTPUT_DIR/etc"
                ln -s "$WORK_ITEM_FILE" "$WORK_OUTPUT_DIR/item"; echo done
                """, "");

        assertThat(answer.text()).isEqualTo("done\n");
        await().until(() -> calls() == 0);
        assertThat(Path.of("/etc/passwd")).exists();
    }

    @Test
    void aFolderOfResultsThatLeadsElsewhereHasNone() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(other.resolve("a"), "of another");

        Answer answer = called("rmdir \"$WORK_OUTPUT_DIR\"; ln -s " + other + " \"$WORK_OUTPUT_DIR\"; echo done", "");

        assertThat(answer.text()).isEqualTo("done\n");
        await().until(() -> calls() == 0);
        assertThat(other.resolve("a")).exists();
    }

    @Test
    void aLargeSparseResultEndsWithTheTimeOfItsCall() throws Exception {
        begin("truncate -s 1T \"$WORK_OUTPUT_DIR/a\"", "");
        assertThat(gateway.next()).isInstanceOf(Frame.Result.class);

        gateway.send(new Frame.Cancel(STREAM, CancelCause.TIMED_OUT));

        await().until(() -> calls() == 0);
    }

    @Test
    void aRequestThatBreaksOffStartsNothing() throws Exception {
        assertThat(ready("#!/bin/sh\ntouch \"$TMPDIR/../../ran\"")).isInstanceOf(Frame.Specialised.class);
        gateway.send(
                new Frame.Invoke(STREAM, "01ID", 60_000, new RequestHead("POST", "/", "", Headers.EMPTY), false),
                new Frame.Data(STREAM, ByteBuffer.wrap(new byte[100]), false));
        await().until(() -> calls() == 1);

        gateway.send(new Frame.Cancel(STREAM, CancelCause.CLIENT_GONE));

        assertThat(((Frame.Error) gateway.next()).fault()).isEqualTo(InvokeFault.CANCELLED);
        await().until(() -> calls() == 0);
        assertThat(folder.resolve("work/ran")).doesNotExist();
    }
}
