package dev.sluice.decorators.cache.shard;

import dev.sluice.core.invocation.Headers;
import java.io.IOException;
import java.util.Optional;

/**
 * What a gateway says to a shard: a byte that says what, and its fields. What has an {@code id} is answered under it, except where
 * told; a gateway uses each but once on a connection.
 */
public sealed interface Request {

    /** The answer to this request, please: {@link Reply.Found}. */
    record Find(long id, ShardKey key, Headers request) implements Request {}

    /**
     * The function is to be asked, unless somebody does: {@link Reply.Ask} to one at a time, {@link Reply.Wait} to the others and
     * {@link Reply.Landed} when he has, or at once if there is an answer that was asked for after {@code known}.
     */
    record Join(long id, ShardKey key, Headers request, long known) implements Request {}

    /** Who was told to ask has: keep it, and give it to those who wait. Not answered; {@code id} is that of the {@link Join}. */
    record Land(long id, ShardKey key, Optional<KeptBytes> answer) implements Request {}

    /** Who was told to ask has not, or who waits does not any more. Not answered; {@code id} is that of the {@link Join}. */
    record Leave(long id, ShardKey key) implements Request {}

    /** Keep this too. Not answered. */
    record Copy(ShardKey key, KeptBytes answer) implements Request {}

    /** What was asked for until {@code at} at a place is not to be used any more. Not answered. */
    record Change(int place, long at) implements Request {}

    /** The same for all places. Not answered. */
    record ChangeEverywhere(long at) implements Request {}

    /** How much is kept: {@link Reply.Figures}. */
    record Count(long id) implements Request {}

    default byte[] toBytes() {
        return switch (this) {
            case Find(long id, ShardKey key, Headers request) ->
                new FieldWriter(1024)
                        .kind('f')
                        .number(id)
                        .key(key)
                        .headers(request)
                        .toBytes();
            case Join(long id, ShardKey key, Headers request, long known) ->
                new FieldWriter(1024)
                        .kind('j')
                        .number(id)
                        .key(key)
                        .headers(request)
                        .number(known)
                        .toBytes();
            case Land(long id, ShardKey key, Optional<KeptBytes> answer) ->
                new FieldWriter(64 + answer.map(KeptBytes::weight).orElse(0))
                        .kind('l')
                        .number(id)
                        .key(key)
                        .perhaps(answer)
                        .toBytes();
            case Leave(long id, ShardKey key) ->
                new FieldWriter(64).kind('v').number(id).key(key).toBytes();
            case Copy(ShardKey key, KeptBytes answer) ->
                new FieldWriter(64 + answer.weight())
                        .kind('c')
                        .key(key)
                        .kept(answer)
                        .toBytes();
            case Change(int place, long at) ->
                new FieldWriter(16).kind('p').number(place).number(at).toBytes();
            case ChangeEverywhere(long at) ->
                new FieldWriter(16).kind('e').number(at).toBytes();
            case Count(long id) -> new FieldWriter(16).kind('n').number(id).toBytes();
        };
    }

    /** Throws {@link IOException} for what is no request. */
    static Request of(byte[] frame) throws IOException {
        FieldReader in = new FieldReader(frame);
        char kind = in.kind();
        Request request = switch (kind) {
            case 'f' -> new Find(in.longNumber(), in.key(), in.headers());
            case 'j' -> new Join(in.longNumber(), in.key(), in.headers(), in.longNumber());
            case 'l' -> new Land(in.longNumber(), in.key(), in.perhapsKept());
            case 'v' -> new Leave(in.longNumber(), in.key());
            case 'c' -> new Copy(in.key(), in.kept());
            case 'p' -> new Change(in.number(), in.longNumber());
            case 'e' -> new ChangeEverywhere(in.longNumber());
            case 'n' -> new Count(in.longNumber());
            default -> throw new IOException("there is no request '" + kind + "'");
        };
        in.end();
        return request;
    }

    /** What it takes of memory while it waits to be sent, about. */
    default int weight() {
        return switch (this) {
            case Find(long _, ShardKey _, Headers request) -> 64 + 64 * request.size();
            case Join(long _, ShardKey _, Headers request, long _) -> 64 + 64 * request.size();
            case Land(long _, ShardKey _, Optional<KeptBytes> answer) ->
                64 + answer.map(KeptBytes::weight).orElse(0);
            case Copy(ShardKey _, KeptBytes answer) -> 64 + answer.weight();
            case Leave _, Change _, ChangeEverywhere _, Count _ -> 64;
        };
    }
}
