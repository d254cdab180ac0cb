package dev.sluice.runners.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Frame.CancelCause;
import dev.sluice.core.runner.StreamEnd;
import dev.sluice.testkit.protocol.Conversation;
import dev.sluice.testkit.protocol.Conversation.Side;
import dev.sluice.testkit.protocol.Conversation.Turn;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** A gateway's end that is asked for what makes it say its part of a conversation, and told what the runner says. */
final class GatewaySide {

    private final MemoryConnection connection = new MemoryConnection();
    private final Conversation conversation;
    private final Map<Integer, Asked> calls = new HashMap<>();
    private final List<CompletableFuture<Boolean>> notices = new ArrayList<>();
    private CompletableFuture<Frame> specialised = new CompletableFuture<>();

    private static final class Asked {
        final HeardStream heard = new HeardStream();
        final StringBuilder answer = new StringBuilder();
        final List<String> progress = new ArrayList<>();
        final Call call;
        final Duration runs;
        final boolean bodyIsComplete;
        int status;

        Asked(MemoryConnection connection, Frame.Invoke invoke, Body body) {
            runs = Duration.ofMillis(invoke.runMillis());
            bodyIsComplete = body instanceof Body.Complete;
            call = connection
                    .link()
                    .open(
                            new Invocation(
                                    new InvocationId(invoke.invocation()), new FunctionName("f"), invoke.head(), body),
                            runs,
                            heard);
        }
    }

    GatewaySide(Conversation conversation) {
        this.conversation = conversation;
    }

    void play() throws Exception {
        List<Turn> turns = conversation.turns();
        boolean cut = false;
        for (int i = 0; i < turns.size(); i++) {
            switch (turns.get(i)) {
                case Turn.Says(Side side, Frame frame)
                when side == Side.RUNNER -> {
                    connection.arrives(frame);
                    heard(frame);
                }
                case Turn.Says(Side _, Frame frame) -> {
                    ask(frame, turns.subList(i + 1, turns.size()));
                    assertThat(connection.next()).isEqualTo(frame);
                }
                case Turn.Cuts _ -> cut = true;
            }
        }
        assertThat(connection.isClosed()).isEqualTo(cut);
        assertThat(connection.rest()).isEmpty();
        assertThat(calls.values())
                .allSatisfy(asked -> assertThat(asked.heard.isOver()).isTrue());
        if (cut) {
            String fault = connection.link().closed().toCompletableFuture().getNow("still open");
            assertThat(fault).startsWith("the runner ");
            assertThat(calls.values())
                    .allSatisfy(asked -> assertThat(asked.heard.end()).isEqualTo(new StreamEnd.LinkClosed(fault)));
        }
    }

    private void ask(Frame frame, List<Turn> rest) {
        switch (frame) {
            case Frame.Welcome _, Frame.Pong _ -> {}
            case Frame.Specialise order ->
                specialised = connection.link().specialise(order).toCompletableFuture();
            case Frame.Invoke invoke ->
                calls.put(invoke.stream(), new Asked(connection, invoke, body(invoke, rest.getFirst())));
            case Frame.Data data -> {
                Asked asked = asked(data.stream());
                if (!asked.bodyIsComplete) {
                    if (data.end()) {
                        asked.call.end(Headers.EMPTY);
                    } else {
                        asked.call.write(data.bytes().duplicate());
                    }
                }
            }
            case Frame.Trailers trailers -> asked(trailers.stream()).call.end(trailers.trailers());
            case Frame.Window window -> asked(window.stream()).call.grant(window.bytes());
            case Frame.Cancel(int stream, CancelCause cause)
            when cause == CancelCause.CLIENT_GONE -> asked(stream).call.cancel();
            case Frame.Cancel cancel -> connection.passes(asked(cancel.stream()).runs);
            case Frame.Ping _ -> connection.passes(LinkLimits.DEFAULT.ping().multipliedBy(2));
            case Frame.Notice notice ->
                notices.add(
                        connection.link().notice(notice.name(), notice.body()).toCompletableFuture());
            case Frame.Drain _ -> connection.link().drain();
            default -> throw new IllegalArgumentException("a gateway does not send " + frame);
        }
    }

    private Asked asked(int stream) {
        return Objects.requireNonNull(calls.get(stream));
    }

    /** A body whose one piece follows is complete from the start. */
    private static Body body(Frame.Invoke invoke, Turn next) {
        if (invoke.end()) {
            return Body.EMPTY;
        }
        return next instanceof Turn.Says(Side _, Frame.Data data) && data.end()
                ? new Body.Complete(data.bytes().duplicate())
                : new Body.Streamed();
    }

    /** What whoever asked was told of a frame of the runner's, unless it was what broke the protocol. */
    private void heard(Frame frame) throws Exception {
        if (connection.isClosed()) {
            return;
        }
        switch (frame) {
            case Frame.Specialised _, Frame.SpecialiseFailed _ ->
                assertThat(specialised).isCompletedWithValue(frame);
            case Frame.Result result -> {
                Asked asked = asked(result.stream());
                asked.status = result.status();
                answered(asked, result.end());
            }
            case Frame.Data data -> {
                Asked asked = asked(data.stream());
                asked.answer.append(StandardCharsets.UTF_8.decode(data.bytes().duplicate()));
                answered(asked, data.end());
            }
            case Frame.Error error ->
                assertThat(asked(error.stream()).heard.end())
                        .isEqualTo(new StreamEnd.Failed(error.fault(), error.error()));
            case Frame.Progress progress -> {
                Asked asked = asked(progress.stream());
                asked.progress.add(StandardCharsets.UTF_8
                        .decode(progress.bytes().duplicate())
                        .toString());
                assertThat(asked.heard.progress()).isEqualTo(asked.progress);
            }
            case Frame.Log log ->
                assertThat(connection.lines().getLast().line()).isEqualTo(log.line());
            case Frame.Noticed noticed ->
                assertThat(notices.get((int) noticed.number() - 1)).isCompletedWithValue(true);
            default -> {}
        }
    }

    private static void answered(Asked asked, boolean end) throws Exception {
        assertThat(asked.heard.text()).isEqualTo(asked.answer.toString());
        assertThat(asked.heard.isOver()).isEqualTo(end);
        if (end) {
            assertThat(asked.heard.end()).isEqualTo(new StreamEnd.Answered(asked.status));
        }
    }
}
