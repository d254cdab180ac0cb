package dev.sluice.runners.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Frame.CancelCause;
import dev.sluice.core.protocol.Frame.InvokeFault;
import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.core.protocol.FrameEncoder;
import dev.sluice.core.runner.StreamEnd;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a gateway's end does as time passes, to the nanosecond. */
class SessionTest {

    private static final Frame.Hello HELLO = new Frame.Hello(2, 2, "token", "test1", 1, List.of("ping"));
    private static final Duration ALMOST_5_S = Duration.ofSeconds(5).minusNanos(1);
    private static final Duration ONE_NANO = Duration.ofNanos(1);

    private final MemoryConnection connection = new MemoryConnection();

    private void hello() {
        connection.arrives(HELLO);
        assertThat(connection.next()).isEqualTo(new Frame.Welcome(2, List.of("ping")));
    }

    private HeardStream call(Duration timeout) {
        HeardStream heard = new HeardStream();
        heard.granting(connection.link().open(invocation(), timeout, heard));
        assertThat(connection.next()).isInstanceOf(Frame.Invoke.class);
        return heard;
    }

    private static Invocation invocation() {
        return new Invocation(
                InvocationId.next(1),
                new FunctionName("hello"),
                new RequestHead("GET", "/", "", Headers.EMPTY),
                Body.EMPTY);
    }

    @Test
    void whoSaysNoHelloIsRefusedAfterFiveSeconds() {
        connection.passes(ALMOST_5_S);
        assertThat(connection.refused()).isEmpty();

        connection.passes(ONE_NANO);

        assertThat(connection.refused()).isEqualTo("it did not say hello in time");
        connection.arrives(HELLO);
        assertThat(connection.rest()).isEmpty();
    }

    @Test
    void aHelloInTheLastMomentIsInTime() {
        connection.passes(ALMOST_5_S);
        hello();
        connection.passes(ONE_NANO);

        assertThat(connection.refused()).isEmpty();
        assertThat(connection.isClosed()).isFalse();
    }

    @Test
    void whoShowsAnotherTokenIsRefused() {
        connection.arrives(new Frame.Hello(2, 2, "other", "test1", 1, List.of()));

        assertThat(connection.refused()).isEqualTo("its token is not valid");
        assertThat(connection.rest()).isEmpty();
    }

    @Test
    void whatComesBehindTheHelloIsReceivedHoweverItIsCut() {
        FrameEncoder encoder = new FrameEncoder();
        encoder.write(HELLO);
        encoder.write(new Frame.Log(0, LogSource.STDOUT, 1, "x".repeat(600)));
        encoder.write(new Frame.Ping(7));
        ByteBuffer all = encoder.written();
        for (int first = 1; first < all.limit(); first++) {
            MemoryConnection cut = new MemoryConnection();
            cut.arrives(all.slice(0, first));
            cut.arrives(all.slice(first, all.limit() - first));

            assertThat(cut.refused()).isEmpty();
            assertThat(cut.lines()).hasSize(1);
            assertThat(cut.rest()).containsExactly(new Frame.Welcome(2, List.of("ping")), new Frame.Pong(7));
        }
    }

    @Test
    void aRunBudgetThatIsUsedUpIsToldAndTheGraceAfterItEndsTheCall() {
        hello();
        HeardStream heard = call(Duration.ofSeconds(2));
        connection.passes(Duration.ofSeconds(2).minusNanos(1));
        assertThat(connection.rest()).isEmpty();

        connection.passes(ONE_NANO);
        assertThat(connection.next()).isEqualTo(new Frame.Cancel(1, CancelCause.TIMED_OUT));
        connection.passes(Duration.ofMillis(100).minusNanos(1));
        assertThat(heard.isOver()).isFalse();
        connection.passes(ONE_NANO);

        assertThat(heard.isOver()).isTrue();
    }

    private void helloWithPulse() {
        connection.arrives(new Frame.Hello(2, 2, "token", "test1", 1, List.of("pulse")));
        assertThat(connection.next()).isEqualTo(new Frame.Welcome(2, List.of("pulse")));
    }

    @Test
    void aCallThatKeepsOthersFromGoingOnBeyondItsTimeEndsThemAfterFiveSeconds() throws Exception {
        helloWithPulse();
        HeardStream holder = call(Duration.ofSeconds(2));
        HeardStream running = call(Duration.ofMinutes(1));
        HeardStream late = call(Duration.ofSeconds(3));
        HeardStream notBegun = call(Duration.ofSeconds(3));
        connection.passes(Duration.ofSeconds(2));
        assertThat(connection.rest()).containsExactly(new Frame.Cancel(1, CancelCause.TIMED_OUT), new Frame.Ping(1));

        connection.passes(Duration.ofSeconds(1));
        connection.arrives(new Frame.Error(4, InvokeFault.TIMED_OUT, FunctionError.of("")));
        connection.passes(ALMOST_5_S.minusSeconds(1));
        assertThat(holder.end()).isEqualTo(new StreamEnd.Failed(InvokeFault.TIMED_OUT, FunctionError.of("")));
        assertThat(List.of(running.isOver(), late.isOver(), notBegun.isOver())).containsOnly(false);
        connection.passes(ONE_NANO);

        assertThat(List.of(running.end(), late.end(), notBegun.end())).containsOnly(new StreamEnd.NeighbourTimedOut());
        assertThat(connection.isClosed()).isFalse();
    }

    @Test
    void callsBesideOneThatOutlivesItsTimeGoOnWhereTheRunnerSaysSo() throws Exception {
        helloWithPulse();
        HeardStream holder = call(Duration.ofSeconds(2));
        HeardStream late = call(Duration.ofSeconds(2));
        HeardStream running = call(Duration.ofMinutes(1));
        connection.passes(Duration.ofSeconds(2).plusMillis(200));
        assertThat(holder.isOver()).isTrue();
        assertThat(late.isOver()).isFalse();

        connection.arrives(new Frame.Pong(1));

        assertThat(late.end()).isEqualTo(new StreamEnd.Failed(InvokeFault.TIMED_OUT, FunctionError.of("")));
        connection.passes(Duration.ofSeconds(30));
        assertThat(running.isOver()).isFalse();
    }

    @Test
    void aCallThatEndsWhenItsTimeIsUpEndsNoOther() {
        helloWithPulse();
        HeardStream heeding = call(Duration.ofSeconds(2));
        HeardStream beside = call(Duration.ofMinutes(1));
        connection.passes(Duration.ofSeconds(2));

        connection.arrives(new Frame.Error(1, InvokeFault.TIMED_OUT, FunctionError.of("")));
        connection.arrives(new Frame.Pong(1));
        connection.passes(Duration.ofSeconds(30));

        assertThat(heeding.isOver()).isTrue();
        assertThat(beside.isOver()).isFalse();
    }

    @Test
    void aCallThatIsAloneIsNotAskedAbout() {
        helloWithPulse();
        call(Duration.ofSeconds(2));

        connection.passes(Duration.ofSeconds(30));

        assertThat(connection.rest()).containsExactly(new Frame.Cancel(1, CancelCause.TIMED_OUT));
        assertThat(connection.isAwaitingTime()).isFalse();
    }

    @Test
    void aPongThatNobodyAskedForChangesNothing() throws Exception {
        helloWithPulse();
        call(Duration.ofSeconds(2));
        HeardStream beside = call(Duration.ofMinutes(1));
        connection.arrives(new Frame.Pong(1));
        connection.passes(Duration.ofSeconds(2));
        connection.arrives(new Frame.Pong(7));

        connection.passes(Duration.ofSeconds(5));

        assertThat(beside.end()).isEqualTo(new StreamEnd.NeighbourTimedOut());
    }

    @Test
    void ofManyCallsEachEndsAtItsOwnTime() throws Exception {
        hello();
        HeardStream slow = call(Duration.ofSeconds(3));
        HeardStream quick = call(Duration.ofMillis(1));
        HeardStream middle = call(Duration.ofSeconds(1));

        connection.passes(Duration.ofMillis(110));
        assertThat(List.of(quick.isOver(), middle.isOver(), slow.isOver())).containsExactly(true, false, false);
        connection.passes(Duration.ofSeconds(1));
        assertThat(List.of(quick.isOver(), middle.isOver(), slow.isOver())).containsExactly(true, true, false);
        connection.passes(Duration.ofSeconds(2));

        assertThat(slow.end()).isEqualTo(new StreamEnd.Failed(InvokeFault.TIMED_OUT, FunctionError.of("")));
    }

    @Test
    void aCallThatIsCancelledIsAbandonedAfterTheGraceAndEndsWithItsRunBudget() throws Exception {
        hello();
        HeardStream heard = new HeardStream();
        connection.link().open(invocation(), Duration.ofSeconds(2), heard).cancel();
        connection.passes(Duration.ofMillis(100).minusNanos(1));
        assertThat(heard.isAbandoned()).isFalse();
        connection.passes(ONE_NANO);
        assertThat(heard.isAbandoned()).isTrue();

        connection.passes(Duration.ofMillis(1_900).minusNanos(1));
        assertThat(heard.isOver()).isFalse();
        connection.passes(ONE_NANO);

        assertThat(heard.end()).isEqualTo(new StreamEnd.Failed(InvokeFault.TIMED_OUT, FunctionError.of("")));
    }

    @Test
    void whoIsSilentIsPingedAndGivenUpAndWhoAnswersLives() {
        hello();
        connection.passes(Duration.ofSeconds(10));
        assertThat(connection.next()).isEqualTo(new Frame.Ping(1));
        connection.arrives(new Frame.Pong(1));
        connection.passes(Duration.ofSeconds(10));
        assertThat(connection.next()).isEqualTo(new Frame.Ping(2));
        connection.passes(Duration.ofSeconds(5));
        assertThat(connection.next()).isEqualTo(new Frame.Ping(3));
        connection.passes(ALMOST_5_S);
        assertThat(connection.isClosed()).isFalse();

        connection.passes(ONE_NANO);

        assertThat(connection.isClosed()).isTrue();
        assertThat(connection.link().closed().toCompletableFuture())
                .isCompletedWithValue("the runner sent nothing for too long and did not answer a ping");
    }

    @Test
    void whoReadsNothingIsNotReadAndGivenUpWithItsCalls() throws Exception {
        hello();
        HeardStream heard = call(Duration.ofMinutes(1));
        connection.isFull(true);
        assertThat(connection.isReading()).isFalse();
        connection.isFull(false);
        assertThat(connection.isReading()).isTrue();
        connection.isFull(true);

        connection.passes(Duration.ofSeconds(20));

        String why = "the runner did not read for too long what it was sent";
        assertThat(heard.end()).isEqualTo(new StreamEnd.LinkClosed(why));
    }

    @Test
    void whoHasUsedUpItsBudgetIsNotReadForAWhileAndNothingIsLost() {
        hello();
        Frame.Log line = new Frame.Log(0, LogSource.STDOUT, 1, "x".repeat(8_128));
        int affordable = (int) (InputBudget.BURST_BYTES / 8_192);
        for (int i = 0; i < affordable; i++) {
            connection.arrives(line);
        }
        assertThat(connection.isReading()).isTrue();

        connection.arrives(line);
        assertThat(connection.isReading()).isFalse();
        connection.isFull(true);
        connection.passes(Duration.ofSeconds(1));
        assertThat(connection.isReading()).isFalse();
        connection.isFull(false);

        assertThat(connection.isReading()).isTrue();
        assertThat(connection.lines()).hasSize(affordable + 1);
    }

    @Test
    void aRunnerThatAnswersNoPingsLeavesNothingToWaitForBetweenItsCalls() {
        connection.arrives(new Frame.Hello(2, 2, "token", "test1", 1, List.of()));
        assertThat(connection.next()).isEqualTo(new Frame.Welcome(2, List.of()));
        connection.passes(Duration.ofHours(1));

        assertThat(connection.isAwaitingTime()).isFalse();
        assertThat(connection.isClosed()).isFalse();
        call(Duration.ofMillis(10));
        connection.passes(Duration.ofSeconds(1));
        assertThat(connection.isAwaitingTime()).isFalse();
    }

    @Test
    void aConnectionThatIsCutEndsItsCallsOnce() throws Exception {
        hello();
        HeardStream heard = call(Duration.ofSeconds(2));
        connection.link().close();
        connection.passes(Duration.ofSeconds(30));

        assertThat(heard.end()).isEqualTo(new StreamEnd.LinkClosed(""));
        HeardStream late = new HeardStream();
        connection.link().open(invocation(), Duration.ofSeconds(2), late);
        assertThat(late.end()).isEqualTo(new StreamEnd.NotSent());
        assertThat(connection.rest()).isEmpty();
    }
}
