package dev.sluice.runners.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.FrameEncoder;
import dev.sluice.core.protocol.Protocol;
import dev.sluice.core.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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

    private static ByteBuf bytes(List<Frame> frames) {
        FrameEncoder encoder = new FrameEncoder();
        frames.forEach(encoder::write);
        return Unpooled.copiedBuffer(encoder.written());
    }

    /** Copying what has come with every byte that comes would take hours. */
    @Test
    @Timeout(60)
    void aLargestFrameThatComesByteByByteCostsNoMoreThanItsBytes() {
        Frame huge = new Frame.Result(1, 200, Headers.of("x", "v".repeat(Protocol.MAX_FRAME_BYTES - 64)), true);
        ByteBuf all = bytes(List.of(huge));
        while (all.isReadable()) {
            input.read(all.readSlice(1), this::take);
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
        ByteBuf all = bytes(sent);
        while (all.isReadable()) {
            int most = random.nextBoolean() ? 30 : 100_000;
            input.read(all.readSlice(Math.min(all.readableBytes(), random.nextInt(most))), this::take);
        }

        assertThat(taken).as("seed %d", seed).isEqualTo(sent);
    }

    @Test
    void aSinkThatWantsNoMoreGetsTheRestNextTime() {
        input.read(bytes(List.of(new Frame.Ping(1), new Frame.Ping(2), new Frame.Ping(3))), frame -> {
            taken.add(frame);
            return false;
        });
        assertThat(taken).containsExactly(new Frame.Ping(1));

        input.read(Unpooled.EMPTY_BUFFER, this::take);
        assertThat(taken).containsExactly(new Frame.Ping(1), new Frame.Ping(2), new Frame.Ping(3));
    }

    @Test
    void aFrameThatClaimsMoreThanIsAllowedIsRefusedBeforeItComes() {
        FrameInput small = new FrameInput(512);
        ByteBuf begin = Unpooled.buffer().writeInt(513).writeByte(1);

        assertThatThrownBy(() -> small.read(begin, this::take))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("a frame claims 513 bytes: at this point at most 512 are allowed");
        FrameInput grown = new FrameInput(512);
        grown.allowAll();
        grown.read(Unpooled.buffer().writeInt(513).writeByte(1), this::take);
        assertThat(taken).isEmpty();
    }
}
