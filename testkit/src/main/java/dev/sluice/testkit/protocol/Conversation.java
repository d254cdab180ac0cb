package dev.sluice.testkit.protocol;

import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.FrameDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** What a gateway and a runner say in turn; one of those in the file {@code protocol/conversations.txt}, which explains itself. */
public record Conversation(String name, List<Turn> turns) {

    /** Who speaks. */
    public enum Side {
        GATEWAY,
        RUNNER
    }

    /** What one side does. */
    public sealed interface Turn {

        Side side();

        /** Sends a frame. */
        record Says(Side side, Frame frame) implements Turn {}

        /** Cuts the connection: the other side has just broken the protocol. */
        record Cuts(Side side) implements Turn {}
    }

    public Conversation {
        turns = List.copyOf(turns);
    }

    /** Those in which this side does nothing wrong. */
    public static List<Conversation> of(Side side) {
        return all().stream()
                .filter(each -> !(each.turns().getLast() instanceof Turn.Cuts cuts) || cuts.side() == side)
                .toList();
    }

    private static List<Conversation> all() {
        try (InputStream in = Conversation.class.getResourceAsStream("/protocol/conversations.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split("\n\n"))
                    .filter(part -> !part.startsWith("#"))
                    .map(Conversation::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Conversation parse(String part) {
        List<String> lines = part.lines().toList();
        return new Conversation(
                lines.getFirst(), lines.stream().skip(1).map(Conversation::turn).toList());
    }

    private static Turn turn(String line) {
        String[] parts = line.split(" \\| ", 3);
        Side side = Side.valueOf(parts[0].toUpperCase(Locale.ROOT));
        if (parts[1].equals("cut")) {
            return new Turn.Cuts(side);
        }
        ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(parts[1]));
        Frame frame = FrameDecoder.next(bytes);
        if (frame == null || bytes.hasRemaining()) {
            throw new IllegalArgumentException("this is not one whole frame: " + line);
        }
        return new Turn.Says(side, frame);
    }

    /** The frame without what is the affair of the one who sends it: two that are alike in the rest say the same. */
    public static Frame withoutOwnAffairs(Frame frame) {
        return switch (frame) {
            case Frame.Specialised _ -> new Frame.Specialised("", 0);
            case Frame.SpecialiseFailed failed ->
                new Frame.SpecialiseFailed(
                        failed.reason().equals(Frame.SpecialiseFailed.RUNNER_FAILED) ? failed.reason() : "its_own",
                        FunctionError.of(""),
                        "");
            case Frame.Result result -> new Frame.Result(result.stream(), result.status(), Headers.EMPTY, result.end());
            case Frame.Error error -> new Frame.Error(error.stream(), error.fault(), FunctionError.of(""));
            case Frame.Log log -> new Frame.Log(log.stream(), log.source(), 0, log.line());
            default -> frame;
        };
    }

    @Override
    public String toString() {
        return name;
    }
}
