package dev.sluice.decorators.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.decorators.Decorated;
import dev.sluice.testkit.decorator.HeardCall;
import dev.sluice.testkit.decorator.Invocations;
import dev.sluice.testkit.decorator.PlayedFunction;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class CompressTest {

    private final Decorated decorated = new Decorated(new CompressKind());

    private HeardCall called(String settings, Answer answer, String... headers) {
        decorated.function().playing(new PlayedFunction.Act.Answers(answer));
        HeardCall caller = HeardCall.of(decorated.with(settings), Invocations.get(headers));
        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(answer.status()));
        assertThat(caller.faults()).isEmpty();
        assertThat(decorated.function().faults()).isEmpty();
        return caller;
    }

    private static Answer text(String text, String... headers) {
        return Answer.of(
                200,
                Headers.of(headers).plus("content-type", "text/plain; charset=utf-8"),
                text.getBytes(StandardCharsets.UTF_8));
    }

    /** What can be read of it so far. */
    private static byte[] unzipped(byte[] bytes) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try {
                in.transferTo(out);
            } catch (EOFException e) {
                // It is not complete yet.
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aTextIsCompressedForThoseWhoTakeIt() {
        String text = "hello ".repeat(2_000);

        HeardCall caller =
                called("{}", text(text, "etag", "\"1\"", "content-length", "12000"), "accept-encoding", "br, gzip");

        assertThat(caller.body()).hasSizeLessThan(200);
        assertThat(new String(unzipped(caller.body()), StandardCharsets.UTF_8)).isEqualTo(text);
        assertThat(caller.headers().first("content-encoding")).contains("gzip");
        assertThat(caller.headers().first("content-length")).isEmpty();
        assertThat(caller.headers().first("etag")).contains("W/\"1\"");
        assertThat(caller.headers().first("vary")).contains("Accept-Encoding");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip | true",
                "GZIP;q=0.5 | true",
                "* | true",
                "identity, gzip;q=0.5 | false",
                "gzip;q=0 | false",
                "*;q=0 | false",
                "br, deflate | false",
                "gzip;q=x | false",
                "identity;q=0.5, gzip | true",
                "gzip;q=0, * | false"
            })
    void theCallerSaysWhatItTakes(String accepts, boolean compressed) {
        HeardCall caller = called("{minSize: 1}", text("hello"), "accept-encoding", accepts);

        assertThat(caller.headers().first("content-encoding").isPresent()).isEqualTo(compressed);
        assertThat(caller.headers().first("vary")).contains("Accept-Encoding");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "content-length: 5",
                "content-encoding: br",
                "cache-control: public, no-transform",
                "content-range: bytes 0-4/5"
            })
    void whatIsShortOrMustNotBeTouchedStaysAsItIs(String header) {
        HeardCall caller = called("{}", text("hello", header.split(": ", 2)), "accept-encoding", "gzip");

        assertThat(caller.text()).isEqualTo("hello");
        assertThat(caller.headers().first("vary")).isEmpty();
    }

    @Test
    void onlyTheTypesOfTheSettingsAreCompressed() {
        Answer image = Answer.of(200, Headers.of("content-type", "image/png"), new byte[300_000]);

        assertThat(called("{}", image, "accept-encoding", "gzip").body()).hasSize(300_000);
        assertThat(called("{types: image/*}", image, "accept-encoding", "gzip").body())
                .hasSizeLessThan(2_000);
    }

    @Test
    void bytesThatCannotBeMadeShorterComeWholeToASlowReader() {
        byte[] noise = new byte[1_000_000];
        new Random(7).nextBytes(noise);
        decorated
                .function()
                .playing(new PlayedFunction.Act.Answers(
                        Answer.of(200, Headers.of("content-type", "text/plain"), noise)));

        HeardCall caller = HeardCall.slowly(decorated.with("{}"), Invocations.get("accept-encoding", "gzip"));
        await().until(() -> {
            caller.grant(30_000);
            return caller.isOver();
        });

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(unzipped(caller.body())).isEqualTo(noise);
        assertThat(caller.faults()).isEmpty();
    }

    @Test
    void aSlowReaderWhoLeavesThoughTheFunctionIsDoneEndsTheCall() {
        byte[] noise = new byte[66_000];
        new Random(7).nextBytes(noise);
        decorated
                .function()
                .playing(new PlayedFunction.Act.Answers(
                        Answer.of(200, Headers.of("content-type", "text/plain"), noise)));
        HeardCall caller = HeardCall.slowly(decorated.with("{}"), Invocations.get("accept-encoding", "gzip"));
        caller.status();

        caller.cancel();

        assertThat(caller.outcome()).isEqualTo(new Outcome.Cancelled());
        assertThat(caller.faults()).isEmpty();
    }

    @Test
    void whatTheFunctionHasSentSoFarCanBeReadBeforeItSendsMore() {
        AtomicReference<CallListener> function = new AtomicReference<>();
        Invoker streaming = (invocation, listener) -> {
            function.set(listener);
            return new Granted();
        };
        Invoker invoker = decorated.around("{}", streaming);
        HeardCall caller = HeardCall.of(invoker, Invocations.get("accept-encoding", "gzip"));

        function.get().head(200, Headers.of("content-type", "text/event-stream"));
        function.get().data(ByteBuffer.wrap("data: 1\n\n".getBytes(StandardCharsets.UTF_8)));
        function.get().settled();

        assertThat(new String(unzipped(caller.body()), StandardCharsets.UTF_8)).isEqualTo("data: 1\n\n");
        assertThat(caller.isOver()).isFalse();

        function.get().data(ByteBuffer.wrap("data: 2\n\n".getBytes(StandardCharsets.UTF_8)));
        function.get().end(Headers.of("x-sum", "3"));
        function.get().finished(new Outcome.Succeeded(200), Timings.NONE);

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(new String(unzipped(caller.body()), StandardCharsets.UTF_8)).isEqualTo("data: 1\n\ndata: 2\n\n");
        assertThat(caller.trailers().first("x-sum")).contains("3");
        assertThat(caller.faults()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            HEAD | gzip     | 200 | text/plain | 5000 | [gzip] | []     | W/"1" | [Accept-Encoding]
            HEAD | gzip     | 200 | text/plain | 50   | []     | [50]   | "1"   | []
            HEAD | gzip     | 200 | image/png  | 5000 | []     | [5000] | "1"   | []
            HEAD | identity | 200 | text/plain | 5000 | []     | [5000] | "1"   | [Accept-Encoding]
            HEAD | gzip     | 304 | text/plain | 5000 | []     | [5000] | W/"1" | [Accept-Encoding]
            GET  | gzip     | 304 | text/plain | 5000 | []     | [5000] | W/"1" | [Accept-Encoding]
            GET  | gzip     | 304 | image/png  | 5000 | []     | [5000] | "1"   | []
            GET  | identity | 304 | text/plain | 5000 | []     | [5000] | "1"   | []
            """)
    void anAnswerWithoutABodyHasTheHeadOfTheOneWithIt(
            String method,
            String accepts,
            int status,
            String type,
            String length,
            String encodings,
            String lengths,
            String tag,
            String varies) {
        Headers says = Headers.of("content-type", type, "content-length", length, "etag", "\"1\"");
        decorated.function().playing(new PlayedFunction.Act.Answers(Answer.of(status, says, new byte[0])));

        HeardCall caller =
                HeardCall.of(decorated.with("{}"), Invocations.of(method, Body.EMPTY, "accept-encoding", accepts));

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(status));
        assertThat(caller.headers().all("content-encoding")).hasToString(encodings);
        assertThat(caller.headers().all("content-length")).hasToString(lengths);
        assertThat(caller.headers().all("etag")).containsExactly(tag);
        assertThat(caller.headers().all("vary")).hasToString(varies);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {types: text}   | compress.types | 'text' is not allowed
            {types: []}     | compress.types | types has 0 entries
            {level: 10}     | compress.level | 10 is out of bounds
            {minSize: big}  | compress.minSize | 'big' is not a whole number
            {minsize: 1}    | compress.minsize | unknown key 'minsize': did you mean 'minSize'?
            """)
    void wrongSettingsAreToldWithTheirPlace(String settings, String path, String message) {
        assertThat(decorated.problems(settings)).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("decorators[0]." + path);
            assertThat(problem.message()).startsWith(message);
        });
    }

    /** A function's call that takes what it is granted. */
    private static final class Granted implements Call {
        @Override
        public void write(ByteBuffer bytes) {}

        @Override
        public void end(Headers trailers) {}

        @Override
        public void grant(int bytes) {}

        @Override
        public void cancel() {}
    }
}
