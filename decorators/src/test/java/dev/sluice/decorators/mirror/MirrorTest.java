package dev.sluice.decorators.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.Credentials;
import dev.sluice.core.decorator.EndedCall;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.invocation.Terms;
import dev.sluice.core.invocation.Timings;
import dev.sluice.decorators.Decorated;
import dev.sluice.testkit.decorator.HeardCall;
import dev.sluice.testkit.decorator.Invocations;
import dev.sluice.testkit.decorator.PlayedCall;
import dev.sluice.testkit.decorator.PlayedFunction;
import dev.sluice.testkit.decorator.PlayedFunction.Act;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MirrorTest {

    private final Decorated decorated = new Decorated(new MirrorKind());
    private final PlayedFunction other = decorated.sites().functions();

    @AfterEach
    void everybodyKeptTheRules() {
        assertThat(decorated.function().faults()).isEmpty();
        assertThat(other.faults()).isEmpty();
    }

    private static HeardCall call(Invoker invoker, Invocation invocation) {
        HeardCall caller = HeardCall.of(invoker, invocation);
        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(caller.faults()).isEmpty();
        return caller;
    }

    private PlayedCall copied(int length) {
        await().until(() -> !other.calls().isEmpty() && other.calls().getFirst().body().length == length);
        return other.calls().getFirst();
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + i / 251);
        }
        return bytes;
    }

    @Test
    void theOtherFunctionGetsTheSameRequestAndSaysNothing() {
        other.answering(500, "from the copy");

        Invocation invocation = Invocations.post("{\"a\":1}", "X-A", "b");
        HeardCall caller = call(decorated.with("next"), invocation);

        assertThat(caller.text()).isEqualTo("{\"a\":1}");
        PlayedCall copy = copied(7);
        assertThat(copy.text()).isEqualTo("{\"a\":1}");
        assertThat(copy.invocation().function().value()).isEqualTo("next");
        assertThat(copy.invocation().id()).isNotEqualTo(invocation.id());
        assertThat(copy.invocation().terms()).isEqualTo(Terms.HTTP.inBackground());
        assertThat(copy.head().headers()).isEqualTo(invocation.head().headers().with("Sluice-Copy-Of", "hello"));
        assertThat(decorated.function().calls().getFirst().invocation()).isSameAs(invocation);
        assertThat(decorated.sites().eventWords()).containsExactly("mirrored");
    }

    @Test
    void noProofOfWhoCallsGoesAlongWithACopy() {
        decorated.beside(new Credentials(Set.of("Authorization", "X-Partner"), Set.of("who")));
        Invocation get = Invocations.get(
                "authorization",
                "Bearer s1",
                "x-partner",
                "s2",
                "sluice-code",
                "492039",
                "sluice-challenge",
                "c",
                "sluice-proof",
                "p",
                "cookie",
                "a=b; sluice-proof=p",
                "x-a",
                "b");
        RequestHead head = new RequestHead("GET", "/a", "who=s3&b=1", get.head().headers());

        call(decorated.with("next"), new Invocation(get.id(), get.function(), head, get.body()));

        RequestHead copy = copied(0).head();
        assertThat(copy.query()).isEqualTo("b=1");
        assertThat(copy.headers()).isEqualTo(Headers.of("x-a", "b", "Cookie", "a=b", "Sluice-Copy-Of", "hello"));
        assertThat(decorated.function().calls().getFirst().head()).isSameAs(head);
    }

    @Test
    void aStreamedBodyIsCopiedAsItComes() {
        byte[] body = bytes(200_000);

        HeardCall caller = HeardCall.streaming(decorated.with("next"), Invocations.streamed(), body);

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(caller.body()).isEqualTo(body);
        assertThat(copied(200_000).body()).isEqualTo(body);
        assertThat(caller.faults()).isEmpty();
    }

    @Test
    void whatTheCopyDoesIsNotSeen() {
        for (Act act : new Act[] {
            new Act.Ends(new Outcome.NoSuchFunction()),
            new Act.BreaksOff(Answer.of(200, Headers.EMPTY, new byte[10]), new Outcome.Exited("killed")),
            new Act.Answers(Answer.of(200, Headers.EMPTY, new byte[1_000_000])),
            new Act.Waits()
        }) {
            other.playing(act);

            assertThat(call(decorated.with("next"), Invocations.post("{}")).text())
                    .isEqualTo("{}");
        }
    }

    @Test
    void copiesUnderWayAreBounded() {
        other.playing(new Act.Waits());
        Invoker invoker = decorated.with("{to: next, concurrent: 2}");
        for (int i = 0; i < 10; i++) {
            call(invoker, Invocations.get());
        }
        assertThat(other.calls()).hasSize(2);

        Act answer = new Act.Answers(Answer.of(200, Headers.EMPTY, "x".getBytes(StandardCharsets.UTF_8)));
        other.calls().forEach(copy -> copy.act(answer));

        await().until(() -> {
            call(invoker, Invocations.get());
            return other.calls().size() == 4;
        });
    }

    @Test
    void onlyTheShareIsCopied() {
        Invoker invoker = decorated.with("{to: next, share: 0.25, concurrent: 10000}");

        for (int i = 0; i < 1_000; i++) {
            call(invoker, Invocations.get());
        }

        assertThat(other.calls().size()).isBetween(200, 300);
    }

    @Test
    void aCallerThatLeavesDuringItsBodyLeavesNoCopyBehind() {
        HeardCall caller = HeardCall.withholding(decorated.with("{to: next, concurrent: 1}"), Invocations.streamed());

        caller.cancel();

        caller.outcome();
        await().until(() -> other.calls().getFirst().cancelled());
    }

    @Test
    void aCallThatIsOverBeforeItsBodyLeavesNoCopyBehind() {
        Invoker refusing = (invocation, listener) -> {
            listener.finished(new Outcome.NoSuchFunction(), Timings.NONE);
            return EndedCall.INSTANCE;
        };

        HeardCall caller = HeardCall.withholding(decorated.around("next", refusing), Invocations.streamed());

        assertThat(caller.outcome()).isEqualTo(new Outcome.NoSuchFunction());
        await().until(() -> other.calls().getFirst().cancelled());
    }

    @Test
    void aFunctionCannotBeItsOwnMirror() {
        assertThatThrownBy(() -> decorated.with("hello"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'hello' cannot be its own mirror: copies go to another function");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {}                         | .to         | to is missing
            {to: next, share: 0}       | .share      | 0 is out of bounds
            {to: next, share: 10}      | .share      | 10 is out of bounds
            {to: next, concurrent: 0}  | .concurrent | 0 is out of bounds
            {to: next, behind: 1}      | .behind     | 1 is out of bounds
            {too: next, to: a}         | .too        | unknown key 'too': did you mean 'to'?
            """)
    void aMistakeIsToldWithItsPlace(String settings, String path, String message) {
        assertThat(decorated.problems(settings)).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("decorators[0].mirror" + path);
            assertThat(problem.message()).isEqualTo(message);
        });
    }
}
