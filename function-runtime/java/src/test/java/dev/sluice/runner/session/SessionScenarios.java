package dev.sluice.runner.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Frame.InvokeFault;
import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.core.protocol.Protocol;
import dev.sluice.runner.output.Console;
import dev.sluice.runner.samples.Acts;
import dev.sluice.runner.samples.Hooked;
import dev.sluice.runner.samples.Methods;
import dev.sluice.runner.samples.Orders;
import dev.sluice.runner.samples.SlowStart;
import dev.sluice.runner.support.Gates;
import dev.sluice.runner.support.Jars;
import dev.sluice.runner.support.RecordingHost;
import dev.sluice.testkit.protocol.Conversation;
import dev.sluice.testkit.protocol.Conversation.Side;
import dev.sluice.testkit.protocol.Conversation.Turn;
import dev.sluice.testkit.protocol.GatewayEnd;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a gateway sees of a runner. Each way to connect to a session is a subclass of one method. */
abstract class SessionScenarios {

    static final Console CONSOLE = new Console();

    static {
        CONSOLE.install();
    }

    private static final String ID = "01J0000000000000000000000A";
    private static final Path SAMPLES = Path.of("target/test-classes").toAbsolutePath();

    final RecordingHost host = new RecordingHost();
    final ThreadFactory threads = Thread.ofVirtual().factory();
    private final GatewayEnd gateway = connect();

    abstract GatewayEnd connect();

    @AfterEach
    void close() {
        gateway.close();
    }

    // The conversations that gateways are held to, too.

    static List<Conversation> conversations() {
        return Conversation.of(Side.RUNNER);
    }

    @ParameterizedTest
    @MethodSource("conversations")
    void theRunnerKeepsUpItsSide(Conversation conversation) {
        List<Frame> together = new ArrayList<>();
        int lines = 0;
        boolean cut = false;
        for (Turn turn : conversation.turns()) {
            switch (turn) {
                case Turn.Says(Side side, Frame frame) when side == Side.GATEWAY -> together.add(ofThisRuntime(frame));
                case Turn.Says(Side _, Frame.Hello _) -> {}
                case Turn.Says(Side _, Frame frame) -> {
                    gateway.send(together.toArray(Frame[]::new));
                    together.clear();
                    Frame said =
                            frame instanceof Frame.Log ? gateway.logs(++lines).getLast() : gateway.next();
                    assertThat(Conversation.withoutOwnAffairs(said)).isEqualTo(Conversation.withoutOwnAffairs(frame));
                }
                case Turn.Cuts _ -> cut = true;
            }
        }
        gateway.send(together.toArray(Frame[]::new));
        if (cut) {
            Awaitility.await().until(gateway::isClosed);
        } else {
            assertThat(gateway.isClosed()).isFalse();
        }
        assertThat(gateway.rest()).isEmpty();
    }

    /** An order names its handler in no runtime's form. */
    private Frame ofThisRuntime(Frame frame) {
        return frame instanceof Frame.Specialise order ? order(Acts.class.getName() + "::" + order.handler()) : frame;
    }

    // Answers.

    @Test
    void jsonIsBoundAndAnswered() {
        specialise(Orders.class.getName());

        invoke(1, "POST", "", """
            {"customer":"Ada","lines":[{"article":"tea","count":2,"price":3.50}],"speed":"FAST","extra":[{}],
             "at":"2026-11-23T16:00:00Z","points":{"a":1},"id":"123e4567-e89b-12d3-a456-426614174000"}\
            """);

        Frame.Result head = (Frame.Result) gateway.next();
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.headers().first("content-type")).contains("application/json");
        String body = body(1);
        assertThat(body)
                .isEqualTo("{\"customer\":\"Ada\",\"total\":7.00,\"speed\":\"FAST\","
                        + "\"at\":\"2026-11-23T16:00:00Z\",\"counts\":[2]}");
        assertThat(head.headers().first("content-length")).contains(Integer.toString(body.length()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text | POST | '' | hello | 200 | text/plain; charset=utf-8 | <hello>",
                "text | GET | a=b | '' | 200 | text/plain; charset=utf-8 | <>",
                "bytes | POST | '' | xyz | 200 | application/octet-stream | xyz",
                "stream | PUT | '' | xyz | 200 | application/octet-stream | xyz",
                "twice | POST | '' | 21 | 200 | application/json | 42",
                "person | POST | '' | {\"name\":\"A\",\"age\":7,\"tags\":[]} | 200 | application/json"
                        + " | {\"name\":\"A\",\"age\":7,\"tags\":[]}",
                "person | GET | name=A+b&age=7&tags=x&tags=%C3%A9 | '' | 200 | application/json"
                        + " | {\"name\":\"A b\",\"age\":7,\"tags\":[\"x\",\"é\"]}",
                "person | POST | '' | name=A&age=7&tags=x | 200 | application/json"
                        + " | {\"name\":\"A\",\"age\":7,\"tags\":[\"x\"]}",
                "list | POST | '' | [{\"name\":\"A\",\"age\":7,\"tags\":[\"x\"]}] | 200 | application/json"
                        + " | [{\"name\":\"A\",\"age\":7,\"tags\":[\"x\"]}]",
                "later | POST | '' | A | 200 | application/json | {\"name\":\"A\",\"age\":1,\"tags\":[]}",
                "people | POST | '' | 2 | 200 | application/json"
                        + " | [{\"name\":\"p0\",\"age\":0,\"tags\":[]},{\"name\":\"p1\",\"age\":1,\"tags\":[]}]",
                "people | POST | '' | 0 | 200 | application/json | []",
                "iterator | GET | '' | '' | 200 | application/json | [1,2]",
                "publisher | POST | '' | 3 | 200 | application/json | [0,1,2]",
                "publisher | POST | '' | 0 | 200 | application/json | []",
                "reader | POST | '' | é | 200 | text/plain; charset=utf-8 | é",
                "buffer | POST | '' | xyz | 200 | application/octet-stream | xyz",
                "file | POST | '' | xyz | 200 | application/octet-stream | xyz",
                "iterable | POST | '' | [\"x\"] | 200 | application/json | [\"x\"]",
                "tree | POST | '' | {\"2\":\"b\",\"1\":\"a\"} | 200 | application/json | {\"1\":\"a\",\"2\":\"b\"}",
                "car | POST | '' | {\"doors\":3} | 200 | application/json"
                        + " | {\"colour\":\"red\",\"doors\":3,\"price\":1.5}",
                "map | POST | '' | {\"n\":1,\"d\":1.5,\"l\":[true]} | 200 | application/json"
                        + " | {\"n\":1,\"d\":1.5,\"l\":[true],\"more\":null}",
                "json | POST | '' | {\"name\":\"A\",\"age\":7,\"tags\":[]} | 200 | application/json"
                        + " | {\"name\":\"A\",\"age\":7,\"tags\":[]}",
                "loader | GET | '' | '' | 200 | text/plain; charset=utf-8 | own"
            })
    void everyFormOfInputAndAnswer(
            String method, String http, String query, String body, int status, String type, String answer) {
        specialise(Methods.class.getName() + "::" + method);

        String contentType = body.startsWith("name=") ? "application/x-www-form-urlencoded" : "text/plain";
        invoke(1, http, query, body, "content-type", contentType);

        Frame.Result head = (Frame.Result) gateway.next();
        assertThat(head.status()).isEqualTo(status);
        assertThat(head.headers().first("content-type")).contains(type);
        assertThat(body(1)).isEqualTo(answer);
    }

    @Test
    void whatIsNestedTooDeeplyIsNotCalledAMistake() {
        specialise(Methods.class.getName() + "::map");

        invoke(1, "POST", "", "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}", "content-type", "application/json");

        Frame.Error error = (Frame.Error) gateway.next();
        assertThat(error.error().message()).isEqualTo("the body is nested more than 100 deep");
        assertThat(error.fault()).isEqualTo(InvokeFault.BAD_INPUT);
    }

    @Test
    void aNumberMayBeSentAsAFormWhichHasNoFieldsForIt() {
        specialise(Methods.class.getName() + "::people");

        invoke(1, "POST", "", "1", "content-type", "application/x-www-form-urlencoded");

        Frame.Result head = (Frame.Result) gateway.next();
        assertThat(head.status()).isEqualTo(200);
        assertThat(body(1)).isEqualTo("[{\"name\":\"p0\",\"age\":0,\"tags\":[]}]");
    }

    @Test
    void nothingIs204() {
        specialise(Methods.class.getName() + "::nothing");

        invoke(1, "POST", "", "ignored");

        assertThat(gateway.next()).isEqualTo(new Frame.Result(1, 204, Headers.EMPTY, true));
    }

    @Test
    void a204HasNoBodyAndNoLength() {
        specialise(Methods.class.getName() + "::noContent");

        invoke(1, "POST", "", "xyz");

        assertThat(gateway.next()).isEqualTo(new Frame.Result(1, 204, Headers.of("X-A", "b"), true));
    }

    @Test
    void headHasTheHeadersOfGetAndNoBody() {
        specialise(Methods.class.getName() + "::loader");

        invoke(1, "HEAD", "", "");

        Headers headers = Headers.of("content-type", "text/plain; charset=utf-8", "content-length", "3");
        assertThat(gateway.next()).isEqualTo(new Frame.Result(1, 200, headers, true));
    }

    @Test
    void theContextKnowsTheCall() {
        specialise(Methods.class.getName() + "::context");

        invoke(1, "GET", "", "");

        assertThat(answer(1)).isEqualTo("sample@3 " + ID + " {A=b} true false");
        assertThat(host.environment()).isEqualTo(Map.of("A", "b"));
    }

    @ParameterizedTest
    @CsvSource({
        "com.google.gson.Gson,                     does not see",
        "dev.sluice.runner.Main,                   does not see",
        "dev.sluice.core.protocol.Frame,           does not see",
        "org.junit.jupiter.api.Test,               does not see",
        "dev.sluice.function.Handler,              sees",
        "java.sql.Connection,                      sees",
        "javax.tools.ToolProvider,                 sees"
    })
    void theFunctionSeesTheJdkAndTheApiAndNothingElse(String className, String verdict) {
        specialise(Methods.class.getName() + "::sees");

        invoke(1, "POST", "", className);

        assertThat(answer(1)).isEqualTo(verdict + " " + className);
    }

    // Streams and windows.

    @Test
    void aLargeAnswerWaitsForTheWindow() {
        specialise(Methods.class.getName() + "::large");
        invoke(1, "POST", "", "200000");
        gateway.next();

        int received = receive(Protocol.INITIAL_WINDOW_BYTES);
        assertThat(received).isEqualTo(Protocol.INITIAL_WINDOW_BYTES);
        gateway.send(new Frame.Ping(1));
        assertThat(gateway.next()).isEqualTo(new Frame.Pong(1));
        gateway.send(new Frame.Window(1, 134_464));

        assertThat(receive(134_464)).isEqualTo(134_464);
    }

    @Test
    void aStreamedAnswerOfAnyLengthArrivesWhole() {
        specialise(Methods.class.getName() + "::largeStream");
        invoke(1, "POST", "", "1000000");
        gateway.send(new Frame.Window(1, 2_000_000));

        assertThat(((Frame.Result) gateway.next()).end()).isFalse();
        assertThat(body(1)).hasSize(1_000_000);
    }

    @Test
    void whatIsFlushedArrivesBeforeTheRestIsWritten() {
        Semaphore gate = Gates.closed("two-parts");
        specialise(Methods.class.getName() + "::twoParts");
        invoke(1, "POST", "", "two-parts");
        gateway.next();

        assertThat(text((Frame.Data) gateway.next())).isEqualTo("one");
        gate.release();

        assertThat(gateway.next())
                .isEqualTo(new Frame.Data(1, ByteBuffer.wrap("two".getBytes(StandardCharsets.UTF_8)), true));
    }

    @Test
    void aBodyIsReadAsItComesAndGrantedAsItIsRead() {
        specialise(Methods.class.getName() + "::bytes");
        byte[] piece = new byte[Protocol.MAX_DATA_BYTES];
        gateway.send(head(1, "POST", "", false));
        gateway.send(
                new Frame.Data(1, ByteBuffer.wrap(piece), false), new Frame.Data(1, ByteBuffer.wrap(piece), false));

        int granted = 0;
        while (granted < Protocol.INITIAL_WINDOW_BYTES) {
            Frame.Window grant = (Frame.Window) gateway.next();
            assertThat(grant.bytes()).isGreaterThanOrEqualTo(Protocol.INITIAL_WINDOW_BYTES / 4);
            granted += grant.bytes();
        }
        gateway.send(new Frame.Data(1, ByteBuffer.wrap(piece), true));

        assertThat(((Frame.Result) gateway.next(frame -> true)).headers().first("content-length"))
                .contains("98304");
    }

    @Test
    void anAnswerPassesWhileItsRequestIsStillBeingSent() {
        specialise(Methods.class.getName() + "::twoWay");
        gateway.send(head(1, "POST", "", false));
        for (String word : List.of("one", "two", "three")) {
            gateway.send(new Frame.Data(1, ByteBuffer.wrap(word.getBytes(StandardCharsets.UTF_8)), false));
            if (word.equals("one")) {
                assertThat(((Frame.Result) gateway.next()).end()).isFalse();
            }

            Frame.Data echoed = (Frame.Data) gateway.next();
            assertThat(text(echoed)).isEqualTo(word);
            assertThat(echoed.end()).isFalse();
        }
        gateway.send(new Frame.Data(1, ByteBuffer.allocate(0), true));

        assertThat(gateway.next()).isEqualTo(new Frame.Data(1, ByteBuffer.allocate(0), true));
    }

    @Test
    void bothDirectionsFlowAtOnceEachByItsOwnWindow() {
        int total = 1_000_000;
        specialise(Methods.class.getName() + "::twoWay");
        gateway.send(head(1, "POST", "", false));
        int maySend = Protocol.INITIAL_WINDOW_BYTES;
        int sent = 0;
        int received = 0;
        boolean ended = false;
        while (!ended) {
            while (maySend > 0 && sent < total) {
                int step = Math.min(Math.min(maySend, Protocol.MAX_DATA_BYTES), total - sent);
                sent += step;
                maySend -= step;
                gateway.send(new Frame.Data(1, ByteBuffer.allocate(step), sent == total));
            }
            switch (gateway.next()) {
                case Frame.Window window -> maySend += window.bytes();
                case Frame.Data data -> {
                    received += data.bytes().remaining();
                    ended = data.end();
                    if (data.bytes().hasRemaining() && !ended) {
                        gateway.send(new Frame.Window(1, data.bytes().remaining()));
                    }
                }
                case Frame.Result result -> assertThat(result.end()).isFalse();
                case Frame other -> throw new AssertionError("unexpected " + other);
            }
        }

        assertThat(received).isEqualTo(total);
    }

    @Test
    void aBodyPastTheGrantBreaksTheProtocol() {
        Semaphore begun = Gates.closed("past-grant.begun");
        Gates.closed("past-grant");
        specialise(Methods.class.getName() + "::waiting");
        gateway.send(
                head(1, "POST", "", false),
                new Frame.Data(1, ByteBuffer.wrap("past-grant".getBytes(StandardCharsets.UTF_8)), true),
                head(2, "POST", "", false));
        Gates.await(begun);

        assertThat(begun.availablePermits()).isZero();
        gateway.send(new Frame.Data(1, ByteBuffer.wrap(new byte[1]), false));

        Awaitility.await().until(gateway::isClosed);
    }

    @Test
    void trailersAreThereAfterTheBody() {
        specialise(Methods.class.getName() + "::trailers");

        gateway.send(
                head(1, "POST", "", false, "X-A", "1", "x-a", "2"),
                new Frame.Data(1, ByteBuffer.wrap("body".getBytes(StandardCharsets.UTF_8)), false),
                new Frame.Trailers(1, Headers.of("Check-Sum", "abc")));

        assertThat(answer(1)).isEqualTo("body {check-sum=[abc]} [1, 2]");
    }

    @Test
    void manyCallsAtOnceAllGetTheirOwnAnswers() {
        specialise(Methods.class.getName() + "::twice");
        gateway.send(IntStream.rangeClosed(1, 100)
                .boxed()
                .flatMap(stream -> java.util.stream.Stream.of(
                        head(stream, "POST", "", false),
                        new Frame.Data(
                                stream,
                                ByteBuffer.wrap(Integer.toString(stream).getBytes(StandardCharsets.UTF_8)),
                                true)))
                .toArray(Frame[]::new));

        Map<Integer, String> answers = new HashMap<>();
        while (answers.size() < 100) {
            if (gateway.next() instanceof Frame.Data data) {
                answers.put(data.stream(), text(data));
            }
        }

        assertThat(answers).allSatisfy((stream, text) -> assertThat(text).isEqualTo(Integer.toString(2 * stream)));
    }

    // Progress and notices.

    @Test
    void howFarACallHasComeIsToldBeforeItsAnswer() {
        gateway.send(new Frame.Welcome(2, List.of("progress")));
        specialise(Methods.class.getName() + "::progress");

        invoke(1, "POST", "", "65536");

        assertThat(((Frame.Progress) gateway.next()).bytes().remaining()).isEqualTo(65_536);
        assertThat(gateway.next())
                .isEqualTo(new Frame.Progress(1, ByteBuffer.wrap("65536".getBytes(StandardCharsets.UTF_8))));
        assertThat(answer(1)).isEqualTo("done");
    }

    @Test
    void aFunctionIsToldThePastOfItsCall() {
        specialise(Methods.class.getName() + "::past");

        invoke(1, "POST", "", "first");
        assertThat(answer(1)).isEqualTo("first 1 Optional.empty Optional.empty Optional.empty");
        String accepted = "2026-11-28T09:00:00.250Z";
        String scheduled = "2026-11-28T12:00:00Z";
        invoke(
                2,
                "POST",
                "",
                "third",
                "Sluice-Attempt",
                "3",
                "Sluice-Accepted",
                accepted,
                "Sluice-Scheduled",
                scheduled,
                "Sluice-Progress",
                "aGFsZg==");
        assertThat(answer(2))
                .isEqualTo("third 3 Optional[" + accepted + "] Optional[" + scheduled + "] Optional[half]");
        invoke(3, "POST", "", "odd", "Sluice-Attempt", "no", "Sluice-Accepted", "no", "Sluice-Progress", "?");
        assertThat(answer(3)).isEqualTo("odd 1 Optional.empty Optional.empty Optional.empty");
    }

    @Test
    void progressIsNotSentToAGatewayThatDoesNotUseIt() {
        gateway.send(new Frame.Welcome(2, List.of("ping")));
        specialise(Methods.class.getName() + "::progress");

        invoke(1, "POST", "", "3");

        assertThat(answer(1)).isEqualTo("done");
    }

    @Test
    void tooMuchProgressIsTheFunctionsMistake() {
        gateway.send(new Frame.Welcome(2, List.of("progress")));
        specialise(Methods.class.getName() + "::progress");

        invoke(1, "POST", "", "65537");

        Frame.Error error = (Frame.Error) gateway.next();
        assertThat(error.fault()).isEqualTo(InvokeFault.THREW);
        assertThat(error.error().message()).isEqualTo("the progress of a call may have 65536 bytes, this has 65537");
    }

    @Test
    void noticesAreHandledInOrderAndAcknowledgedWhenTheyAre() {
        specialise(Hooked.class.getName());
        Semaphore gate = Gates.closed("first");

        gateway.send(notice(1, "first", "a"), notice(2, "second", "b"), new Frame.Ping(1));
        assertThat(gateway.next()).isEqualTo(new Frame.Pong(1));
        assertThat(gateway.rest()).isEmpty();
        gate.release();

        assertThat(gateway.next()).isEqualTo(new Frame.Noticed(1));
        assertThat(gateway.next()).isEqualTo(new Frame.Noticed(2));
        assertThat(gateway.logs(3).stream().map(Frame.Log::line))
                .containsExactly("hello from start", "first a", "second b");
    }

    @Test
    void aNoticeThatNobodyWantsIsAcknowledged() {
        gateway.send(notice(1, "early", ""));
        assertThat(gateway.next()).isEqualTo(new Frame.Noticed(1));
        specialise(Methods.class.getName() + "::text");

        gateway.send(notice(2, "late", ""));

        assertThat(gateway.next()).isEqualTo(new Frame.Noticed(2));
    }

    @Test
    void aHandlerOfNoticesThatThrowsIsToldInTheLogAndNothingElse() {
        specialise(Hooked.class.getName());

        gateway.send(notice(1, "fault", ""));

        assertThat(gateway.next()).isEqualTo(new Frame.Noticed(1));
        assertThat(gateway.logs(2).get(1).line())
                .isEqualTo("the handler of notice 'fault' threw java.lang.IllegalStateException: not wanted");
        invoke(1, "POST", "", "");
        assertThat(answer(1)).isEqualTo("started as sample");
    }

    @Test
    void moreNoticesThanMayWaitBreakTheProtocol() {
        specialise(Hooked.class.getName());
        Semaphore gate = Gates.closed("many");

        for (int number = 1; number <= 18; number++) {
            gateway.send(notice(number, "many", ""));
        }

        Awaitility.await().until(gateway::isClosed);
        gate.release(18);
    }

    @Test
    void theStopHookRunsAfterTheNoticesThatCameBefore() {
        specialise(Hooked.class.getName());
        Semaphore gate = Gates.closed("draining");

        gateway.send(notice(1, "draining", ""), new Frame.Drain());
        gate.release();
        host.awaitDrained();

        assertThat(gateway.logs(3).stream().map(Frame.Log::line))
                .containsExactly("hello from start", "draining ", "bye from stop");
    }

    private static Frame.Notice notice(long number, String name, String body) {
        return new Frame.Notice(number, name, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
    }

    // Failures.

    @Test
    void whatIsThrownIsToldWithTheFunctionsOwnFrames() {
        specialise(Methods.class.getName() + "::failing");

        invoke(1, "POST", "", "no luck");

        Frame.Error error = (Frame.Error) gateway.next();
        assertThat(error.fault()).isEqualTo(InvokeFault.THREW);
        assertThat(error.error().type()).isEqualTo("java.lang.IllegalStateException");
        assertThat(error.error().message()).isEqualTo("no luck");
        assertThat(error.error().frames())
                .satisfiesExactly(
                        frame -> assertThat(frame)
                                .matches(
                                        "dev\\.sluice\\.runner\\.samples\\.Methods\\.failing\\(Methods\\.java:\\d+\\)"),
                        frame -> assertThat(frame)
                                .isEqualTo("Caused by: java.io.UncheckedIOException: java.io.IOException: disk full"),
                        frame -> assertThat(frame).startsWith("dev.sluice.runner.samples.Methods.failing("),
                        frame -> assertThat(frame).isEqualTo("Caused by: java.io.IOException: disk full"),
                        frame -> assertThat(frame).startsWith("dev.sluice.runner.samples.Methods.failing("));
    }

    @Test
    void aStackOverflowIsTheFunctionsOwnFault() {
        specialise(Methods.class.getName() + "::endless");

        invoke(1, "POST", "", "0");

        Frame.Error error = (Frame.Error) gateway.next();
        assertThat(error.fault()).isEqualTo(InvokeFault.THREW);
        assertThat(error.error().type()).isEqualTo("java.lang.StackOverflowError");
        assertThat(error.error().frames()).hasSize(20);
    }

    @Test
    void runningOutOfMemoryIsToldAndEndsTheProcess() {
        specialise(Methods.class.getName() + "::hungry");

        invoke(1, "GET", "", "");

        assertThat(((Frame.Error) gateway.next()).fault()).isEqualTo(InvokeFault.OUT_OF_MEMORY);
        host.awaitOutOfMemory();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "person | POST | '' | '' | the body is empty where an object in JSON is expected",
                "person | GET | '' | '' | the query parameter 'name' is missing: a text is expected",
                "person | GET | name=A&age=x | '' | the query parameter 'age' is a text where a whole number"
                        + " from -2147483648 to 2147483647 is expected",
                "person | GET | name=%zz | '' | the query is not percent-encoded as it should be: '%zz'",
                "person | POST | '' | [] | the body is a list where an object is expected",
                "person | POST | '' | null | the body is null where an object is expected",
                "person | POST | '' | {\"age\":7,\"tags\":[]} | the body's field 'name' is missing: a text is expected",
                "person | POST | '' | {\"name\":null,\"age\":7,\"tags\":[]}"
                        + " | the body's field 'name' is null where a text is expected",
                "person | POST | '' | {\"name\":\"A\",\"age\":\"x\",\"tags\":[]} | the body's field 'age' is a text"
                        + " where a whole number from -2147483648 to 2147483647 is expected",
                "person | POST | '' | {\"name\":\"A\",\"age\":1.5,\"tags\":[]} | the body's field 'age' is \"1.5\""
                        + " where a whole number from -2147483648 to 2147483647 is expected",
                "person | POST | '' | {\"name\":\"A\",\"age\":1,\"tags\":[\"x\",{}]}"
                        + " | the body's field 'tags[1]' is an object where a text is expected",
                "person | POST | '' | {\"name\":\"A\",\"age\":1,\"tags\":\"x\"}"
                        + " | the body's field 'tags' is a text where a list is expected",
                "list | POST | '' | [{\"name\":\"A\",\"tags\":[]}]"
                        + " | the body's field '[0].age' is missing: a whole number from -2147483648 to 2147483647"
                        + " is expected",
                "person | POST | '' | {\"name\":\"A\", | the body is not complete JSON: it ends too early",
                "person | POST | '' | {name:1} | the body is not JSON: there is a mistake at line 1, column 3",
                "person | POST | '' | {\"name\":\"A\",\"age\":1,\"tags\":[]} x"
                        + " | the body is not JSON: there is a mistake at line 1, column 33",
                "twice | POST | '' | 1e99 | the body is \"1e99\" where a whole number from -2147483648 to 2147483647"
                        + " is expected",
                "twice | GET | '' | '' | the body is empty where a whole number from -2147483648 to 2147483647 in JSON"
                        + " is expected",
                "json | POST | '' | {\"name\":1} | the body's field 'name' is a number where a text is expected"
            })
    void whatDoesNotFitIsToldTheCaller(String method, String http, String query, String body, String sentence) {
        specialise(Methods.class.getName() + "::" + method);

        invoke(1, http, query, body, "content-type", "application/json");

        Frame.Error error = (Frame.Error) gateway.next();
        assertThat(error.error().message()).isEqualTo(sentence);
        assertThat(error.fault()).isEqualTo(InvokeFault.BAD_INPUT);
    }

    @Test
    void anUnknownCharsetIsToldTheCaller() {
        specialise(Methods.class.getName() + "::text");

        invoke(1, "POST", "", "x", "Content-Type", "text/plain; charset=\"klingon\"");

        assertThat(((Frame.Error) gateway.next()).error().message())
                .isEqualTo("the charset 'klingon' of the content type is not known");
    }

    @Test
    void textIsReadInTheCharsetOfTheContentType() {
        specialise(Methods.class.getName() + "::text");

        gateway.send(
                head(1, "POST", "", false, "content-type", "text/plain;charset=ISO-8859-1"),
                new Frame.Data(1, ByteBuffer.wrap("é".getBytes(StandardCharsets.ISO_8859_1)), true));

        assertThat(answer(1)).isEqualTo("<é>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "unserialisable | nan | java.lang.Double cannot be written as JSON:"
                        + " NaN is no number that JSON has",
                "unserialisable | loop | java.util.ArrayList cannot be written as JSON: it refers to itself,"
                        + " or is nested too deeply",
                "header | {\"name\":\"Transfer-Encoding\",\"value\":\"chunked\"}"
                        + " | the header 'Transfer-Encoding' is the platform's to set: leave it out",
                "header | {\"name\":\"x\",\"value\":\"a\\r\\nb\"}"
                        + " | the value of the header 'x' has a character that HTTP forbids: U+000D at position 1",
                "header | {\"name\":\"content-length\",\"value\":\"7\"}"
                        + " | the header 'content-length' says 7, but the body has 1 bytes: leave it out",
                "header | {\"name\":\"content-length\",\"value\":\"x\"}"
                        + " | the header 'content-length' says 'x', which is no length",
                "announced | 11 | the body is longer than the 10 bytes that its content-length says",
                "announced | 9 | the body has 9 bytes, but its content-length says 10"
            })
    void whatCannotBeSentIsABadAnswer(String method, String body, String sentence) {
        specialise(Methods.class.getName() + "::" + method);

        invoke(1, "POST", "", body);

        Frame.Error error = (Frame.Error) gateway.next();
        assertThat(error.error().message()).isEqualTo(sentence);
        assertThat(error.fault()).isEqualTo(InvokeFault.BAD_ANSWER);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "failsLater | '' | java.lang.IllegalStateException | later",
                "strict | {\"n\":-1} | java.lang.UnsupportedOperationException | no negatives yet",
                "floods | '' | java.lang.IllegalStateException | the publisher gave more than it was asked for"
            })
    void whatTheAuthorsCodeThrowsIsNotTheCallersFault(String method, String body, String type, String message) {
        specialise(Methods.class.getName() + "::" + method);

        invoke(1, "POST", "", body);

        Frame.Error error = lastError();
        assertThat(error.fault()).isEqualTo(InvokeFault.THREW);
        assertThat(error.error().type()).isEqualTo(type);
        assertThat(error.error().message()).isEqualTo(message);
    }

    @Test
    void aStreamThatGivesWhatCannotBeSentIsNoAnswer() {
        specialise(Methods.class.getName() + "::breaksOff");

        invoke(1, "GET", "", "");

        Frame.Error error = (Frame.Error) gateway.next();
        assertThat(error.fault()).isEqualTo(InvokeFault.BAD_ANSWER);
        assertThat(error.error().message())
                .startsWith(
                        "an item of the answer cannot be sent: java.lang.VirtualThread cannot be written as JSON: ");
    }

    @Test
    void aFileThatIsNotThereIsABadAnswer() {
        specialise(Methods.class.getName() + "::noFile");

        invoke(1, "GET", "", "");

        assertThat(((Frame.Error) gateway.next()).error().message())
                .isEqualTo("the file no-such-file, which is the answer, cannot be read: NoSuchFileException");
    }

    /** The error that ends the stream, whatever of an answer came before it. */
    private Frame.Error lastError() {
        Frame frame = gateway.next();
        while (!(frame instanceof Frame.Error)) {
            frame = gateway.next();
        }
        return (Frame.Error) frame;
    }

    @Test
    void aHeaderNameThatIsNoTokenIsABadAnswer() {
        specialise(Methods.class.getName() + "::header");

        invoke(1, "POST", "", "{\"name\":\"a b\",\"value\":\"\"}");

        assertThat(((Frame.Error) gateway.next()).error().message())
                .isEqualTo("the header name 'a b' is not allowed: letters, digits and !#$%&'*+-.^_`|~ make up a name");
    }

    @Test
    void aValueThatOnlyTheJvmKnowsIsABadAnswer() {
        specialise(Methods.class.getName() + "::unserialisable");

        invoke(1, "POST", "", "thread");

        Frame.Error error = (Frame.Error) gateway.next();
        assertThat(error.fault()).isEqualTo(InvokeFault.BAD_ANSWER);
        assertThat(error.error().message()).startsWith("java.lang.VirtualThread cannot be written as JSON: ");
    }

    @Test
    void aStreamThatBreaksEndsInAnError() {
        specialise(Methods.class.getName() + "::brokenStream");

        invoke(1, "GET", "", "");

        assertThat(gateway.next()).isInstanceOf(Frame.Result.class);
        assertThat(gateway.next()).isInstanceOf(Frame.Data.class);
        Frame.Error error = (Frame.Error) gateway.next();
        assertThat(error.fault()).isEqualTo(InvokeFault.THREW);
        assertThat(error.error().message()).isEqualTo("no more");
    }

    // Cancelling.

    @Test
    void aCancelledCallIsInterruptedAndSaysSo() {
        Gates.closed("cancelled");
        Semaphore begun = Gates.closed("cancelled.begun");
        specialise(Methods.class.getName() + "::waiting");
        invoke(1, "POST", "", "cancelled");
        Gates.await(begun);

        gateway.send(new Frame.Cancel(1, Frame.CancelCause.CLIENT_GONE));

        Frame.Error error = (Frame.Error) gateway.next();
        assertThat(error.fault()).isEqualTo(InvokeFault.CANCELLED);
        assertThat(error.error().message()).isEqualTo("the caller went away before the answer");
    }

    @Test
    void aCallThatTimesOutSaysWhereItStood() {
        Semaphore gate = Gates.closed("timed-out");
        Semaphore begun = Gates.closed("timed-out.begun");
        specialise(Methods.class.getName() + "::stubborn");
        invoke(1, "POST", "", "timed-out");
        Gates.await(begun);
        Awaitility.await().until(gate::hasQueuedThreads);

        gateway.send(new Frame.Cancel(1, Frame.CancelCause.TIMED_OUT));

        Frame.Error error = (Frame.Error) gateway.next();
        assertThat(error.fault()).isEqualTo(InvokeFault.TIMED_OUT);
        assertThat(error.error().message()).isEqualTo("the call was still running when its time was up");
        assertThat(error.error().frames())
                .singleElement()
                .asString()
                .startsWith("dev.sluice.runner.samples.Methods.stubborn(Methods.java:");
        gate.release();
    }

    @Test
    void aCallWhoseTimeIsUpWhileItBeginsIsToldAsSuch() {
        Gates.closed("beginning");
        Gates.closed("beginning.begun");
        specialise(Methods.class.getName() + "::waiting");

        // As many as may occupy threads at once: on a busy machine none has ended when the last begins.
        for (int stream = 1; stream <= 200; stream++) {
            invoke(stream, "POST", "", "beginning");
            gateway.send(new Frame.Cancel(stream, Frame.CancelCause.TIMED_OUT));
            assertThat(((Frame.Error) gateway.next()).fault())
                    .as("call %d", stream)
                    .isEqualTo(InvokeFault.TIMED_OUT);
        }
    }

    @Test
    void nothingComesAfterTheLastFrameOfAStream() {
        Semaphore gate = Gates.closed("after");
        Semaphore begun = Gates.closed("after.begun");
        specialise(Methods.class.getName() + "::stubborn");
        invoke(1, "POST", "", "after");
        Gates.await(begun);
        gateway.send(new Frame.Cancel(1, Frame.CancelCause.TIMED_OUT));
        gateway.next();

        gate.release();
        gateway.send(new Frame.Drain());
        host.awaitDrained();

        assertThat(gateway.rest()).isEmpty();
    }

    // The startup profile.

    @Test
    void theClassesOfAFunctionAreToldForLaterStartsAtTheEndAndTakenFromAnOrder(@TempDir Path folder) throws Exception {
        Frame.Specialise order = ofManyClasses(folder);
        gateway.send(new Frame.Welcome(2, List.of("profile")));
        gateway.send(order);
        assertThat(gateway.next()).isInstanceOf(Frame.Specialised.class);
        invoke(1, "POST", "", "x");
        assertThat(answer(1)).isEqualTo("x of 20");

        gateway.send(new Frame.Drain());

        Frame.Profile profile = (Frame.Profile) gateway.next();
        assertThat(profile.text().lines()).startsWith("p.Many", "p.Many$P0").endsWith("p.Many$P19");
        try (GatewayEnd later = connect()) {
            later.send(order.with("profile", profile.text()));
            assertThat(later.next()).isInstanceOf(Frame.Specialised.class);
        }
    }

    @Test
    void aProfileIsNotToldToAGatewayThatDoesNotUseIt(@TempDir Path folder) throws Exception {
        gateway.send(ofManyClasses(folder));
        assertThat(gateway.next()).isInstanceOf(Frame.Specialised.class);
        invoke(1, "POST", "", "x");
        assertThat(answer(1)).isEqualTo("x of 20");

        gateway.send(new Frame.Drain());
        host.awaitDrained();

        assertThat(gateway.rest()).isEmpty();
    }

    /** Of a function whose first call needs 20 classes. */
    static Frame.Specialise ofManyClasses(Path folder) {
        String parts = IntStream.range(0, 20)
                .mapToObj(i -> "static class P" + i + " { int one() { return 1; } }")
                .collect(Collectors.joining());
        String sum =
                IntStream.range(0, 20).mapToObj(i -> "new P" + i + "().one()").collect(Collectors.joining(" + "));
        Path classes = Jars.compile(
                folder,
                "package p; public class Many implements java.util.function.Function<String, String> { " + parts
                        + " public String apply(String in) { return in + \" of \" + (" + sum + "); } }");
        Path jar = Jars.jar(classes, folder.resolve("many.jar"), name -> true);
        return new Frame.Specialise("many", 1, "p.Many", Frame.Artifact.of(jar), Map.of(), 10_000, 10, Map.of());
    }

    // The connection.

    @Test
    void pingIsAnsweredWhileTheFunctionInitialises() {
        Semaphore gate = Gates.closed("slow-start");
        gateway.send(order(SlowStart.class.getName()));
        gateway.send(new Frame.Ping(7));

        assertThat(gateway.next()).isEqualTo(new Frame.Pong(7));
        gate.release();

        assertThat(gateway.next()).isInstanceOf(Frame.Specialised.class);
    }

    @Test
    void aSecondOrderIsRefused() {
        specialise(Orders.class.getName());

        gateway.send(order(Orders.class.getName()));

        Frame.SpecialiseFailed failed = (Frame.SpecialiseFailed) gateway.next();
        assertThat(failed.reason()).isEqualTo(Frame.SpecialiseFailed.RUNNER_FAILED);
        assertThat(failed.error().message()).isEqualTo("the runner was specialised before");
        assertThat(failed.hint()).isEqualTo("start another runner");
    }

    @Test
    void aGatewayThatChoosesAProtocolThatNobodyOfferedIsLeft() {
        gateway.send(new Frame.Welcome(3, List.of()));

        Awaitility.await().until(gateway::isClosed);
    }

    @Test
    void aCallBeforeItIsSpecialisedBreaksTheProtocol() {
        gateway.send(head(1, "GET", "", true));

        Awaitility.await().until(gateway::isClosed);
    }

    @Test
    void aFrameThatOnlyRunnersSendBreaksTheProtocol() {
        gateway.send(new Frame.Specialised("me too", 1));

        Awaitility.await().until(gateway::isClosed);
    }

    @Test
    void whatWasUnderWayForAStreamThatIsOverIsIgnored() {
        specialise(Methods.class.getName() + "::loader");
        gateway.send(head(1, "POST", "", false));
        assertThat(answer(1)).isEqualTo("own");

        gateway.send(
                new Frame.Data(1, ByteBuffer.wrap(new byte[3]), true),
                new Frame.Window(1, 5),
                new Frame.Cancel(1, Frame.CancelCause.CLIENT_GONE),
                new Frame.Ping(9));

        assertThat(gateway.next()).isEqualTo(new Frame.Pong(9));
    }

    @Test
    void drainLetsCallsEndAndRunsTheStopHook() {
        specialise(Hooked.class.getName());
        invoke(1, "POST", "", "");
        assertThat(answer(1)).isEqualTo("started as sample");

        gateway.send(new Frame.Drain());
        host.awaitDrained();

        assertThat(gateway.logs(2).stream().map(Frame.Log::line)).containsExactly("hello from start", "bye from stop");
    }

    @Test
    void drainWaitsForCallsUnderWay() {
        Semaphore gate = Gates.closed("drain");
        Semaphore begun = Gates.closed("drain.begun");
        specialise(Methods.class.getName() + "::waiting");
        invoke(1, "POST", "", "drain");
        Gates.await(begun);
        gateway.send(new Frame.Drain(), new Frame.Ping(1));
        assertThat(gateway.next()).isEqualTo(new Frame.Pong(1));
        assertThat(host.isDrained()).isFalse();

        gate.release();

        assertThat(answer(1)).isEqualTo("went through");
        host.awaitDrained();
    }

    @Test
    void aGenericRunnerIsDrainedAtOnce() {
        gateway.send(new Frame.Drain());

        host.awaitDrained();
    }

    // Logs.

    @Test
    void whatACallPrintsAndLogsIsFiledUnderIt() {
        specialise(Methods.class.getName() + "::prints");

        invoke(5, "POST", "", "x");

        assertThat(answer(5)).isEqualTo("printed");
        List<Frame.Log> logs = gateway.logs(5);
        assertThat(logs).allSatisfy(log -> {
            assertThat(log.stream()).isEqualTo(5);
            assertThat(log.epochMicros()).isGreaterThan(1_700_000_000_000_000L);
        });
        assertThat(logs.stream().map(log -> log.source() + " " + log.line()))
                .containsExactly(
                        LogSource.STDOUT + " out x",
                        LogSource.WARN + " logged x",
                        LogSource.WARN + " in two lines",
                        LogSource.STDOUT + " from a thread",
                        LogSource.STDERR + " err without end");
    }

    @Test
    void allThatACallPrintsArrivesWhileItGoesOn() {
        Semaphore gate = Gates.closed("printed");
        specialise(Methods.class.getName() + "::printsAndWaits");

        invoke(5, "POST", "", "printed");

        assertThat(gateway.logs(100).stream().map(Frame.Log::line))
                .containsExactlyElementsOf(
                        IntStream.range(0, 100).mapToObj(i -> "line " + i).toList());
        gate.release();
        assertThat(answer(5)).isEqualTo("went through");
    }

    @Test
    void whatAThreadPrintsAfterItsCallIsFiledUnderTheInstance() {
        Semaphore gate = Gates.closed("late");
        specialise(Methods.class.getName() + "::printsLater");
        invoke(5, "POST", "", "late");
        assertThat(answer(5)).isEqualTo("soon");

        gate.release();

        Frame.Log log = gateway.logs(1).getFirst();
        assertThat(log.line()).isEqualTo("late");
        assertThat(log.stream()).isZero();
    }

    // What the scenarios are made of.

    private Frame.Specialise order(String handler) {
        return new Frame.Specialise(
                "sample", 3, handler, Frame.Artifact.of(SAMPLES), Map.of("A", "b"), 30_000, 100, Map.of());
    }

    private void specialise(String handler) {
        gateway.send(order(handler));
        assertThat(gateway.next()).isInstanceOf(Frame.Specialised.class);
    }

    private static Frame.Invoke head(int stream, String method, String query, boolean end, String... headers) {
        return new Frame.Invoke(stream, ID, 10_000, new RequestHead(method, "/", query, Headers.of(headers)), end);
    }

    private void invoke(int stream, String method, String query, String body, String... headers) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0) {
            gateway.send(head(stream, method, query, true, headers));
        } else {
            gateway.send(
                    head(stream, method, query, false, headers), new Frame.Data(stream, ByteBuffer.wrap(bytes), true));
        }
    }

    private String answer(int stream) {
        assertThat(gateway.next()).isInstanceOf(Frame.Result.class);
        return body(stream);
    }

    private String body(int stream) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Frame.Data data;
        do {
            data = (Frame.Data) gateway.next();
            assertThat(data.stream()).isEqualTo(stream);
            bytes.writeBytes(text(data).getBytes(StandardCharsets.UTF_8));
        } while (!data.end());
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private int receive(int bytes) {
        int received = 0;
        while (received < bytes) {
            received += ((Frame.Data) gateway.next()).bytes().remaining();
        }
        return received;
    }

    private static String text(Frame.Data data) {
        return StandardCharsets.UTF_8.decode(data.bytes().duplicate()).toString();
    }
}
