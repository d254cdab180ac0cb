package dev.sluice.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Random frames, in random pieces, come out as they went in. */
class RoundTripTest {

    private static final int FRAMES = 3_000;

    @Test
    void randomFramesSurviveRandomPieces() {
        long seed = new Random().nextLong();
        System.out.println("RoundTripTest seed " + seed);
        Random random = new Random(seed);
        FrameEncoder encoder = new FrameEncoder();
        List<Frame> sent = new ArrayList<>();
        for (int i = 0; i < FRAMES; i++) {
            Frame frame = frame(random);
            sent.add(frame);
            encoder.write(frame);
        }

        assertThat(inPieces(encoder.written(), random)).as("seed %d", seed).isEqualTo(sent);
    }

    private static List<Frame> inPieces(ByteBuffer bytes, Random random) {
        List<Frame> received = new ArrayList<>();
        ByteBuffer in = ByteBuffer.allocate(4 + Protocol.MAX_FRAME_BYTES);
        while (bytes.hasRemaining()) {
            int step = Math.min(bytes.remaining(), Math.min(in.remaining(), 1 + random.nextInt(3_000)));
            in.put(bytes.slice(bytes.position(), step));
            bytes.position(bytes.position() + step);
            in.flip();
            for (Frame frame = FrameDecoder.next(in); frame != null; frame = FrameDecoder.next(in)) {
                received.add(copied(frame));
            }
            in.compact();
        }
        return received;
    }

    private static Frame copied(Frame frame) {
        return switch (frame) {
            case Frame.Data data -> new Frame.Data(data.stream(), copied(data.bytes()), data.end());
            case Frame.Progress progress -> new Frame.Progress(progress.stream(), copied(progress.bytes()));
            case Frame.Notice notice -> new Frame.Notice(notice.number(), notice.name(), copied(notice.body()));
            default -> frame;
        };
    }

    private static ByteBuffer copied(ByteBuffer bytes) {
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining());
        return copy.put(bytes.duplicate()).flip();
    }

    private static Frame frame(Random random) {
        int stream = 1 + random.nextInt(Integer.MAX_VALUE - 1);
        return switch (random.nextInt(20)) {
            case 0 ->
                new Frame.Hello(
                        random.nextInt(65_536),
                        random.nextInt(65_536),
                        text(random),
                        text(random),
                        random.nextLong(),
                        texts(random));
            case 1 ->
                new Frame.Specialise(
                        text(random),
                        random.nextInt(),
                        text(random),
                        new Frame.Artifact(text(random), texts(random)),
                        map(random),
                        random.nextLong(),
                        random.nextInt(),
                        map(random));
            case 2 -> new Frame.Specialised(text(random), random.nextLong());
            case 3 -> new Frame.SpecialiseFailed("reason_" + random.nextInt(100), error(random), text(random));
            case 4 ->
                new Frame.Invoke(
                        stream,
                        text(random),
                        random.nextLong(),
                        new RequestHead(text(random), text(random), text(random), headers(random)),
                        random.nextBoolean());
            case 5 -> new Frame.Data(stream, bytes(random), random.nextBoolean());
            case 6 -> new Frame.Trailers(stream, headers(random));
            case 7 -> new Frame.Window(stream, 1 + random.nextInt(Integer.MAX_VALUE - 1));
            case 8 -> new Frame.Result(stream, random.nextInt(65_536), headers(random), random.nextBoolean());
            case 9 -> new Frame.Error(stream, pick(random, Frame.InvokeFault.values()), error(random));
            case 10 -> new Frame.Cancel(stream, pick(random, Frame.CancelCause.values()));
            case 11 -> new Frame.Log(stream, pick(random, Frame.LogSource.values()), random.nextLong(), text(random));
            case 12 -> new Frame.Ping(random.nextLong());
            case 13 -> new Frame.Pong(random.nextLong());
            case 14 -> new Frame.Welcome(random.nextInt(65_536), texts(random));
            case 15 -> new Frame.Progress(stream, bytes(random));
            case 16 -> new Frame.Notice(random.nextLong(), "name_" + random.nextInt(100), bytes(random));
            case 17 -> new Frame.Noticed(random.nextLong());
            case 18 -> new Frame.Profile(text(random));
            default -> new Frame.Drain();
        };
    }

    private static ByteBuffer bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    private static FunctionError error(RandomGenerator random) {
        return new FunctionError(text(random), text(random), texts(random));
    }

    private static Headers headers(RandomGenerator random) {
        return Headers.of(IntStream.range(0, 2 * random.nextInt(5))
                .mapToObj(i -> text(random))
                .toArray(String[]::new));
    }

    private static List<String> texts(RandomGenerator random) {
        return IntStream.range(0, random.nextInt(5)).mapToObj(i -> text(random)).toList();
    }

    private static Map<String, String> map(RandomGenerator random) {
        Map<String, String> map = new HashMap<>();
        IntStream.range(0, random.nextInt(5)).forEach(i -> map.put(text(random), text(random)));
        return map;
    }

    /** Letters of one to four bytes in UTF-8, no lone surrogates. */
    private static String text(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(12); left > 0; left--) {
            int[] alphabets = {'a', 'é', '語', 0x1F600};
            text.appendCodePoint(alphabets[random.nextInt(alphabets.length)] + random.nextInt(20));
        }
        return text.toString();
    }

    private static <E> E pick(RandomGenerator random, E[] values) {
        return values[random.nextInt(values.length)];
    }
}
