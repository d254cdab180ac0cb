package dev.sluice.decorators.cache.shard;

import java.io.IOException;
import java.util.Optional;

/** What a shard says to a gateway: a byte that says what, the {@code id} of the {@link Request} if it answers one, and its fields. */
public sealed interface Reply {

    /** It takes requests; sent once, unasked. {@code process} is its number. */
    record Ready(long process) implements Reply {}

    /** What is kept, if anything is. */
    record Found(long id, Optional<KeptBytes> answer) implements Reply {}

    /** Somebody asks the function: wait for {@link Landed}, or for {@link Ask} if he gives up. */
    record Wait(long id) implements Reply {}

    /** Ask the function, and {@link Request.Land} or {@link Request.Leave}. */
    record Ask(long id) implements Reply {}

    /** Somebody else has asked; empty if his answer cannot be shared. */
    record Landed(long id, Optional<KeptBytes> answer) implements Reply {}

    /** How many keys have answers, about, and how many bytes these take. */
    record Figures(long id, long keys, long bytes) implements Reply {}

    default byte[] toBytes() {
        return switch (this) {
            case Ready(long process) ->
                new FieldWriter(16).kind('r').number(process).toBytes();
            case Found(long id, Optional<KeptBytes> answer) -> answer('f', id, answer);
            case Ask(long id) -> new FieldWriter(16).kind('a').number(id).toBytes();
            case Wait(long id) -> new FieldWriter(16).kind('w').number(id).toBytes();
            case Landed(long id, Optional<KeptBytes> answer) -> answer('l', id, answer);
            case Figures(long id, long keys, long bytes) ->
                new FieldWriter(32)
                        .kind('n')
                        .number(id)
                        .number(keys)
                        .number(bytes)
                        .toBytes();
        };
    }

    private static byte[] answer(char kind, long id, Optional<KeptBytes> answer) {
        return new FieldWriter(32 + answer.map(KeptBytes::weight).orElse(0))
                .kind(kind)
                .number(id)
                .perhaps(answer)
                .toBytes();
    }

    /** Throws {@link IOException} for what is no reply. */
    static Reply of(byte[] frame) throws IOException {
        FieldReader in = new FieldReader(frame);
        char kind = in.kind();
        Reply reply = switch (kind) {
            case 'r' -> new Ready(in.longNumber());
            case 'f' -> new Found(in.longNumber(), in.perhapsKept());
            case 'a' -> new Ask(in.longNumber());
            case 'w' -> new Wait(in.longNumber());
            case 'l' -> new Landed(in.longNumber(), in.perhapsKept());
            case 'n' -> new Figures(in.longNumber(), in.longNumber(), in.longNumber());
            default -> throw new IOException("there is no reply '" + kind + "'");
        };
        in.end();
        return reply;
    }
}
