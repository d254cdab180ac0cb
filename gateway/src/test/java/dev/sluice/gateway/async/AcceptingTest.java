package dev.sluice.gateway.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.decorator.Credentials;
import dev.sluice.core.function.FairKey;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.VersionChoice;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Input;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Priority;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.invocation.Terms;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.state.InMemoryKeyedState;
import dev.sluice.events.call.Acceptance;
import dev.sluice.events.call.QueuedCall;
import dev.sluice.events.callback.PublicAddresses;
import dev.sluice.events.payload.Payload;
import dev.sluice.testkit.decorator.Sites;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AcceptingTest {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final FunctionName HELLO = new FunctionName("hello");

    private final List<QueuedCall> kept = new ArrayList<>();
    private final CallSecrets secrets = CallSecrets.shared(new InMemoryKeyedState(() -> NOON), new SecureRandom());
    private Optional<FairKey> fairKey = Optional.empty();
    private VersionChoice usualVersion = new VersionChoice.Live();
    private Optional<CompletionStage<Acceptance>> verdict = Optional.empty();
    private final Accepting accepting = new Accepting(
            () -> call -> {
                kept.add(call);
                return verdict.orElseGet(() -> CompletableFuture.completedFuture(new Acceptance.Accepted(call.id())));
            },
            _ -> new Sites().site("any").services(),
            new PublicAddresses(false),
            secrets,
            new BindableVersions() {
                @Override
                public OptionalInt live(FunctionName function) {
                    return OptionalInt.of(4);
                }

                @Override
                public VersionChoice usual(FunctionName function) {
                    return usualVersion;
                }

                @Override
                public boolean isKept(FunctionName function, int version) {
                    return version == 3 || version == 4;
                }
            },
            _ -> fairKey,
            () -> NOON);

    /** What a caller was told. */
    private static final class Told implements CallListener {

        private final CountDownLatch over = new CountDownLatch(1);
        private final StringBuilder body = new StringBuilder();
        private int status;
        private Headers headers = Headers.EMPTY;
        private Outcome outcome = new Outcome.Cancelled();

        @Override
        public void credit(int bytes) {}

        @Override
        public void head(int told, Headers fields) {
            status = told;
            headers = fields;
        }

        @Override
        public void data(ByteBuffer bytes) {
            body.append(StandardCharsets.UTF_8.decode(bytes.duplicate()));
        }

        @Override
        public void end(Headers trailers) {}

        @Override
        public void finished(Outcome ended, Timings timings) {
            outcome = ended;
            over.countDown();
        }
    }

    private Told accept(String method, String query, String... fields) throws InterruptedException {
        Told told = new Told();
        accepting
                .behind(new Credentials(Set.of("X-Api-Key"), Set.of("key")))
                .invoke(
                        new Invocation(
                                InvocationId.next(NOON.toEpochMilli()),
                                HELLO,
                                new Input.HttpRequest(
                                        new RequestHead(method, "/a", query, Headers.of(fields)),
                                        new Body.Complete(ByteBuffer.wrap("body".getBytes(StandardCharsets.UTF_8)))),
                                Terms.of(EntryPoint.ACCEPT, Priority.INTERACTIVE)
                                        .through(List.of("first", "hello"))),
                        told);
        assertThat(told.over.await(30, TimeUnit.SECONDS)).isTrue();
        return told;
    }

    @Test
    void aCallIsKeptWithoutCredentialsAndAnswered() throws InterruptedException {
        Told told = accept(
                "POST",
                "key=s3cret&a=b",
                "Authorization",
                "Bearer s3cret",
                "Cookie",
                "session=s3cret",
                "X-Api-Key",
                "s3cret",
                "Content-Type",
                "text/plain",
                "Sluice-Subject",
                "ann",
                "X-Callback-Url",
                "https://8.8.8.8/done",
                "X-Delay",
                "60",
                "X-Expires",
                "2m",
                "X-Ordering-Key",
                "k",
                "X-Priority",
                "1",
                "Prefer",
                "respond-async");

        QueuedCall call = kept.getFirst();
        assertThat(told.status).isEqualTo(202);
        assertThat(told.outcome).isEqualTo(new Outcome.Intercepted("async", 202, "accepted"));
        assertThat(told.headers.first("Location")).contains("/invocations/" + call.id());
        assertThat(told.headers.first("X-Call-Id")).contains(call.id().value());
        assertThat(secrets.opens(told.headers.first("X-Call-Secret").orElse(""), call.id()))
                .isTrue();
        assertThat(told.body)
                .hasToString("{\"id\":\"" + call.id() + "\",\"location\":\"/invocations/" + call.id() + "\"}");
        assertThat(call.head())
                .isEqualTo(new RequestHead(
                        "POST", "/a", "a=b", Headers.of("Content-Type", "text/plain", "Sluice-Subject", "ann")));
        assertThat(call.body()).isEqualTo(Payload.of(ByteBuffer.wrap("body".getBytes(StandardCharsets.UTF_8))));
        assertThat(call.callback()).hasToString("Optional[https://8.8.8.8/done]");
        assertThat(call.terms().entryPoint()).isEqualTo(EntryPoint.ASYNC);
        assertThat(call.terms().notBefore()).contains(NOON.plusSeconds(60));
        assertThat(call.terms().expires()).contains(NOON.plusSeconds(120));
        assertThat(call.terms().key()).isEqualTo("k");
        assertThat(call.terms().priority()).isEqualTo(1);
        assertThat(call.terms().chain()).containsExactly("first", "hello");
        assertThat(call.accepted()).isEqualTo(NOON);
    }

    @Test
    void aCallSharesTheTurnsOfThoseWithItsFairKeyWhichIsNoCredential() throws InterruptedException {
        String[] fields = {"X-Tenant", "gold", "X-Api-Key", "s3cret", "Sluice-Subject", "ann"};
        accept("POST", "", fields);
        fairKey = Optional.of(new FairKey.Header("X-Tenant"));
        accept("POST", "", fields);
        accept("POST", "");
        fairKey = Optional.of(new FairKey.Subject());
        accept("POST", "", fields);
        fairKey = Optional.of(new FairKey.Header("X-Api-Key"));
        accept("POST", "", fields);

        assertThat(kept).extracting(call -> call.terms().fairKey()).containsExactly("", "gold", "", "ann", "");
    }

    @Test
    void callsOfOneCallerWithOneKeyHaveOneId() throws InterruptedException {
        accept("POST", "", "Idempotency-Key", "7", "Sluice-Subject", "ann");
        accept("POST", "", "Idempotency-Key", "7", "Sluice-Subject", "ann");
        accept("POST", "", "Idempotency-Key", "7", "Sluice-Subject", "bob");
        accept("POST", "", "Idempotency-Key", "8", "Sluice-Subject", "ann");

        assertThat(kept.get(1).id()).isEqualTo(kept.get(0).id());
        assertThat(kept.get(2).id()).isNotEqualTo(kept.get(0).id());
        assertThat(kept.get(3).id()).isNotEqualTo(kept.get(0).id());
    }

    @Test
    void whatCannotBeDoneIsToldAndNothingIsKept() throws InterruptedException {
        assertRefused(405, "OPTIONS is not kept. Use POST.", accept("OPTIONS", ""));
        assertRefused(
                400,
                "The header field X-Delay is no length of time. Allowed: seconds, or a whole number with a unit, as in"
                        + " 500ms, 30s, 2m or 1h, more than nothing and up to 30 days.",
                accept("POST", "", "X-Delay", "soon"));
        assertRefused(
                400,
                "The call would expire before it may run: X-Delay is not shorter than X-Expires.",
                accept("POST", "", "X-Delay", "10", "X-Expires", "10s"));
        assertRefused(
                400,
                "The header field X-Priority is no priority. Allowed: 1 to 5, 1 first; without it, 3.",
                accept("POST", "", "X-Priority", "high"));
        assertRefused(
                400,
                "The header field Idempotency-Key cannot be used. Allowed: 1 to 255 printable characters of US-ASCII.",
                accept("POST", "", "Idempotency-Key", "x".repeat(256)));
        assertRefused(
                400,
                "'127.0.0.1' leads to 127.0.0.1, a private address, and those are not called back. The operator may"
                        + " allow it by sluice.async.private-callbacks.",
                accept("POST", "", "X-Callback-Url", "http://127.0.0.1:1/"));
        assertThat(kept).isEmpty();
    }

    @Test
    void aQueueThatDoesNotTakeItIsNeverA202() throws InterruptedException {
        verdict = Optional.of(CompletableFuture.completedFuture(new Acceptance.BrokerAway("It is gone.")));
        assertRefused(503, "It is gone.", accept("POST", ""));
        verdict = Optional.of(CompletableFuture.completedFuture(
                new Acceptance.BacklogFull(HELLO, Acceptance.BacklogFull.Unit.CALLS, 5, 5)));
        assertRefused(
                429,
                "The backlog of 'hello' has 5 calls of at most 5. Try again later, or raise the limit.",
                accept("POST", ""));
        verdict = Optional.of(CompletableFuture.failedFuture(new IllegalStateException("lost")));
        assertRefused(
                503,
                "Kafka did not say whether it kept the call, which may run or not. Send it again with an"
                        + " Idempotency-Key, with which it runs once.",
                accept("POST", ""));
    }

    private static void assertRefused(int status, String detail, Told told) {
        assertThat(told.status).as(told.body.toString()).isEqualTo(status);
        assertThat(told.body.toString()).contains("\"detail\":\"" + detail + "\"");
    }

    @Test
    void aCallIsBoundToTheVersionThatItsCallerWantsAndOtherwiseToNone() throws InterruptedException {
        accept("POST", "");
        accept("POST", "", "X-Version", "live");
        accept("POST", "", "X-Version", "accepted");
        accept("POST", "", "X-Version", "3");

        assertThat(kept)
                .extracting(call -> call.terms().version())
                .containsExactly(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.of(4), OptionalInt.of(3));
        assertThat(kept.getLast().head().headers().first("X-Version")).isEmpty();
    }

    @Test
    void aCallThatSaysNothingIsBoundAsItsFunctionSaysAndWhatItSaysComesFirst() throws InterruptedException {
        usualVersion = new VersionChoice.Accepted();
        accept("POST", "");
        accept("POST", "", "X-Version", "live");
        usualVersion = new VersionChoice.Numbered(3);
        accept("POST", "");
        accept("POST", "", "X-Version", "accepted");
        usualVersion = new VersionChoice.Numbered(2);
        Told gone = accept("POST", "");

        assertThat(kept)
                .extracting(call -> call.terms().version())
                .containsExactly(OptionalInt.of(4), OptionalInt.empty(), OptionalInt.of(3), OptionalInt.of(4));
        assertThat(gone.status).isEqualTo(404);
        assertThat(gone.body.toString()).contains("no_such_version");
    }

    @Test
    void aVersionThatIsNotKeptIsRefusedAndSoIsWhatIsNone() throws InterruptedException {
        Told gone = accept("POST", "", "X-Version", "2");
        Told none = accept("POST", "", "X-Version", "newest");

        assertThat(gone.status).isEqualTo(404);
        assertThat(gone.body.toString())
                .contains("no_such_version", "The function 'hello' has no version 2 that is kept.");
        assertThat(none.status).isEqualTo(400);
        assertThat(none.body.toString()).contains("The header field X-Version is no version. Allowed: a number from 1");
        assertThat(kept).isEmpty();
    }
}
