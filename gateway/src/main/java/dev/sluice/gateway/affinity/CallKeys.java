package dev.sluice.gateway.affinity;

import dev.sluice.core.function.Affinity;
import dev.sluice.core.function.AffinityField;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.ClientAddress;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.pool.Hash;
import dev.sluice.core.pool.Shard;
import dev.sluice.core.pool.SlotWaiter;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** The keys of calls of one version, by which its pool finds an instance. Thread-safe; nothing in it blocks. */
@FunctionalInterface
public interface CallKeys {

    /** Those of a version without affinity: there are none. */
    CallKeys NONE = _ -> SlotWaiter.NO_KEY;

    /** The key of a call: a hash of its field; {@link SlotWaiter#NO_KEY} if the call lacks that, and so goes wherever there is room. */
    long of(Invocation invocation);

    /** Those that a caller over HTTP is given who has none; empty if he is not. */
    default Optional<SessionKeys> sessions() {
        return Optional.empty();
    }

    /** Why a call without a key cannot go to any instance; empty if it goes wherever there is room, or begins a session. */
    default Optional<Outcome> refusal(Invocation invocation) {
        return Optional.empty();
    }

    /** Those of a version. */
    static CallKeys of(FunctionVersion version) {
        return version.spec()
                .scaling()
                .affinity()
                .map(affinity -> of(affinity, version.function()))
                .orElse(NONE);
    }

    private static CallKeys of(Affinity affinity, FunctionName function) {
        return affinity.shards()
                .<CallKeys>map(shards ->
                        new ShardKeys(affinity.by(), by(affinity.by(), Shard::hash), shards.count(), function))
                .orElseGet(() -> by(affinity.by(), Hash::of));
    }

    private static CallKeys by(AffinityField field, ToLongFunction<String> hash) {
        return switch (field) {
            case AffinityField.Header(String name) ->
                call -> key(headers(call).first(name).orElse(""), hash);
            case AffinityField.Query(String name) ->
                call -> key(Query.value(call.head().query(), name), hash);
            case AffinityField.Address() -> call -> key(ClientAddress.network(headers(call)), hash);
            case AffinityField.Cookie(String name) -> new SessionKeys(name, hash);
            case AffinityField.Json(String pointer) -> {
                JsonField place = new JsonField(pointer);
                yield call -> key(place.value(inMemory(call)), hash);
            }
        };
    }

    private static Headers headers(Invocation invocation) {
        return invocation.head().headers();
    }

    private static ByteBuffer inMemory(Invocation invocation) {
        return switch (invocation.body()) {
            case Body.Complete(ByteBuffer bytes) -> bytes;
            case Body.Streamed() -> invocation.input().held();
        };
    }

    private static long key(String text, ToLongFunction<String> hash) {
        return text.isEmpty() ? SlotWaiter.NO_KEY : hash.applyAsLong(text);
    }
}
