package dev.sluice.decorators.cache;

import dev.sluice.core.decorator.Answer;
import dev.sluice.decorators.cache.shard.FieldReader;
import dev.sluice.decorators.cache.shard.FieldWriter;
import dev.sluice.decorators.cache.shard.KeptBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** Kept answers as shards keep them. */
final class StoredBytes {

    /** Of this form; what is of another one, from a gateway of another build, is not there. */
    private static final int FORM = 1;

    private StoredBytes() {}

    static KeptBytes of(Stored stored) {
        Answer answer = stored.answer();
        Freshness freshness = stored.freshness();
        FieldWriter out = new FieldWriter(stored.weight())
                .number(FORM)
                .number(stored.arrivedAt())
                .number(freshness.initialAge().toMillis())
                .number(freshness.lifetime().toMillis())
                .number(freshness.grace().toMillis())
                .number(freshness.errorGrace().toMillis())
                .flag(freshness.told())
                .number(answer.status())
                .headers(answer.headers())
                .headers(answer.trailers())
                .bytes(answer.body());
        return new KeptBytes(stored.varied(), stored.asked(), out.toBytes());
    }

    static Optional<Stored> read(KeptBytes kept) {
        try {
            FieldReader in = new FieldReader(kept.bytes());
            return in.number() == FORM ? Optional.of(read(kept, in)) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Stored read(KeptBytes kept, FieldReader in) throws IOException {
        long arrivedAt = in.longNumber();
        Freshness freshness = new Freshness(millis(in), millis(in), millis(in), millis(in), in.flag());
        int status = in.number();
        var headers = in.headers();
        var trailers = in.headers();
        Answer answer = new Answer(status, headers, ByteBuffer.wrap(in.bytes()), trailers);
        in.end();
        return new Stored(answer, kept.varied(), freshness, arrivedAt, kept.asked());
    }

    private static Duration millis(FieldReader in) throws IOException {
        return Duration.ofMillis(in.longNumber());
    }
}
