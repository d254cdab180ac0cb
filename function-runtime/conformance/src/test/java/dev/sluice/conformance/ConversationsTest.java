package dev.sluice.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Frame.InvokeFault;
import dev.sluice.testkit.protocol.Conversation;
import dev.sluice.testkit.protocol.Conversation.Side;
import dev.sluice.testkit.protocol.Conversation.Turn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The conversations that gateways and the Java runner's session are held to, with runners as they are started. */
@ParameterizedClass
@MethodSource("dev.sluice.conformance.Subject#all")
class ConversationsTest {

    private final Subject subject;

    @TempDir
    private Path place;

    ConversationsTest(Subject subject) {
        this.subject = subject;
    }

    static List<Conversation> conversations() {
        return Conversation.of(Side.RUNNER);
    }

    @ParameterizedTest
    @MethodSource("conversations")
    void theRunnerKeepsUpItsSide(Conversation conversation) {
        assumeTrue(subject.missing().isEmpty(), subject.missing());
        assumeTrue(
                subject.language().hasHandlers() || !isAboutHandlers(conversation), "a program that listens has none");
        try (RunnerUnderTest runner = RunnerUnderTest.start(subject, place)) {
            assumeTrue(hasAllFeaturesOf(conversation, runner), "the runner has not all features of it");
            play(conversation, runner);
        }
    }

    private static void play(Conversation conversation, RunnerUnderTest runner) {
        List<Frame> together = new ArrayList<>();
        int lines = 0;
        boolean cut = false;
        for (Turn turn : conversation.turns()) {
            switch (turn) {
                case Turn.Says(Side side, Frame frame)
                when side == Side.GATEWAY -> together.add(ofThisRunner(frame, runner));
                case Turn.Says(Side _, Frame.Hello _) -> {}
                case Turn.Says(Side _, Frame frame) -> {
                    runner.link().send(together.toArray(Frame[]::new));
                    together.clear();
                    Frame said = frame instanceof Frame.Log
                            ? runner.link().logs(++lines).getLast()
                            : runner.link().next();
                    assertThat(Conversation.withoutOwnAffairs(said)).isEqualTo(Conversation.withoutOwnAffairs(frame));
                }
                case Turn.Cuts _ -> cut = true;
            }
        }
        runner.link().send(together.toArray(Frame[]::new));
        if (cut) {
            Awaitility.await().until(() -> runner.link().isClosed());
        } else if (isDrained(conversation)) {
            assertThat(runner.exitCode()).isZero();
        } else {
            assertThat(runner.link().isClosed()).isFalse();
        }
        assertThat(runner.link().rest()).isEmpty();
    }

    /** What a handler throws or prints, and that there is none of a name. */
    private static boolean isAboutHandlers(Conversation conversation) {
        return conversation.turns().stream()
                .anyMatch(turn -> turn instanceof Turn.Says(Side _, Frame frame)
                        && (frame instanceof Frame.Log
                                || frame instanceof Frame.SpecialiseFailed
                                || (frame instanceof Frame.Error error && error.fault() == InvokeFault.THREW)));
    }

    private static boolean isDrained(Conversation conversation) {
        return conversation.turns().stream().anyMatch(turn -> turn instanceof Turn.Says(Side _, Frame.Drain _));
    }

    /** An order names code and handler in no runtime's form, and a runner may lack features. */
    private static Frame ofThisRunner(Frame frame, RunnerUnderTest runner) {
        return switch (frame) {
            case Frame.Specialise order -> runner.order("acts", order.handler());
            case Frame.Welcome(int protocol, List<String> features) ->
                new Frame.Welcome(
                        protocol, features.stream().filter(runner::has).toList());
            default -> frame;
        };
    }

    private static boolean hasAllFeaturesOf(Conversation conversation, RunnerUnderTest runner) {
        return conversation.turns().stream()
                .allMatch(turn -> !(turn instanceof Turn.Says(Side _, Frame frame))
                        || switch (frame) {
                            case Frame.Ping _, Frame.Pong _ -> runner.has("ping");
                            case Frame.Notice _, Frame.Noticed _ -> runner.has("notice");
                            case Frame.Progress _ -> runner.has("progress");
                            default -> true;
                        });
    }
}
