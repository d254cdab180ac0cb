package dev.sluice.runners.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.FrameEncoder;
import dev.sluice.core.protocol.Protocol;
import dev.sluice.core.protocol.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FrameInputTest {

    private final FrameInput input = new FrameInput(Protocol.MAX_FRAME_BYTES);
    private final List<Frame> taken = new ArrayList<>();

    private boolean take(Frame frame) {
        taken.add(frame);
        return true;
    }

    private static ByteBuffer bytes(List<Frame> frames) {
        FrameEncoder encoder = new FrameEncoder();
        frames.forEach(encoder::write);
        return encoder.written();
    }

    /** Brings the next {@code length} of {@code bytes}. */
    private static void read(FrameInput input, ByteBuffer bytes, int length, FrameInput.Sink sink) {
        byte[] room = input.room(length);
        bytes.get(room, input.at(), length);
        input.read(length, sink);
    }

    /** Copying what has come with every byte that comes would take hours. */
    @Test
    @Timeout(60)
    void aLargestFrameThatComesByteByByteCostsNoMoreThanItsBytes() {
        Frame huge = new Frame.Result(1, 200, Headers.of("x", "v".repeat(Protocol.MAX_FRAME_BYTES - 64)), true);
        ByteBuffer all = bytes(List.of(huge));
        while (all.hasRemaining()) {
            read(input, all, 1, this::take);
        }

        assertThat(taken).containsExactly(huge);
    }

    @Test
    void framesAreTheSameHoweverTheyAreCut() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Frame> sent = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            sent.add(
                    random.nextInt(50) == 0
                            ? new Frame.Log(0, Frame.LogSource.INFO, i, "l".repeat(random.nextInt(200_000)))
                            : new Frame.Ping(random.nextLong()));
        }
        ByteBuffer all = bytes(sent);
        while (all.hasRemaining()) {
            int most = random.nextBoolean() ? 30 : 100_000;
            read(input, all, Math.min(all.remaining(), random.nextInt(most)), this::take);
        }

        assertThat(taken).as("seed %d", seed).isEqualTo(sent);
    }

    @Test
    void aSinkThatWantsNoMoreGetsTheRestNextTime() {
        ByteBuffer three = bytes(List.of(new Frame.Ping(1), new Frame.Ping(2), new Frame.Ping(3)));
        read(input, three, three.remaining(), frame -> {
            taken.add(frame);
            return false;
        });
        assertThat(taken).containsExactly(new Frame.Ping(1));

        input.read(0, this::take);
        assertThat(taken).containsExactly(new Frame.Ping(1), new Frame.Ping(2), new Frame.Ping(3));
    }

    @Test
    void aFrameThatClaimsMoreThanIsAllowedIsRefusedBeforeItComes() {
        FrameInput small = new FrameInput(512);
        ByteBuffer begin = ByteBuffer.allocate(5).putInt(513).put((byte) 1).flip();

        assertThatThrownBy(() -> read(small, begin, 5, this::take))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("a frame claims 513 bytes: at this point at most 512 are allowed");
        FrameInput grown = new FrameInput(512);
        grown.allowAll();
        read(grown, begin.rewind(), 5, this::take);
        assertThat(taken).isEmpty();
    }
}
