package dev.sluice.events.payload;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a call is answered, as it comes: in memory while there is room for it, and all of it where the disk has it when there is no more. Told by
 * one thread at a time, which never waits for the disk.
 */
public final class GatheredAnswer {

    private static final byte[] NOTHING = {};

    private final int room;
    private final Function<byte[], Optional<PayloadSpool>> beyond;
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private @Nullable PayloadSpool spool;
    private boolean tooLong;

    /**
     * What was gathered.
     *
     * @param body all of it, if it had room in memory
     * @param beyond all of it, if it had not and was kept
     * @param whole whether one of the two is all that was answered
     */
    public record All(byte[] body, Optional<Payload> beyond, boolean whole) {}

    /**
     * An answer of which nothing has come.
     *
     * @param room as many bytes stay in memory
     * @param beyond told once what has come when there is no more room; answers where all is kept, or nothing if it is not
     */
    public GatheredAnswer(int room, Function<byte[], Optional<PayloadSpool>> beyond) {
        this.room = room;
        this.beyond = beyond;
    }

    /** Takes a piece, and grants as many bytes more once they are welcome: no more than the disk takes. */
    public void take(ByteBuffer bytes, IntConsumer grant) {
        int length = bytes.remaining();
        if (spool == null && !tooLong && memory.size() + length > room) {
            goBeyond();
        }
        if (tooLong) {
            grant.accept(length);
            return;
        }
        byte[] piece = new byte[length];
        bytes.get(piece);
        if (spool != null) {
            spool.write(piece, () -> grant.accept(length));
        } else {
            memory.writeBytes(piece);
            grant.accept(length);
        }
    }

    private void goBeyond() {
        byte[] start = memory.toByteArray();
        memory.reset();
        spool = beyond.apply(start).orElse(null);
        if (spool == null) {
            tooLong = true;
        } else {
            spool.write(start, () -> {});
        }
    }

    /**
     * Nothing comes any more.
     *
     * @param wanted whether what is not in memory is to be kept
     * @return at once where all is in memory; completes exceptionally if it could not be kept
     */
    public CompletionStage<All> end(boolean wanted) {
        if (spool == null) {
            return CompletableFuture.completedStage(new All(memory.toByteArray(), Optional.empty(), !tooLong));
        }
        CompletableFuture<All> end = new CompletableFuture<>();
        var _ = spool.end(wanted).whenComplete((kept, fault) -> {
            if (fault == null) {
                end.complete(new All(NOTHING, kept, kept.isPresent()));
            } else {
                end.completeExceptionally(fault);
            }
        });
        return end;
    }
}
