package dev.sluice.gateway.affinity;

import dev.sluice.core.function.Affinity;
import dev.sluice.core.function.AffinityField;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.ClientAddress;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.pool.Hash;
import dev.sluice.core.pool.SlotWaiter;
import java.nio.ByteBuffer;

/** The keys of calls of one version, by which its pool finds an instance. Thread-safe; nothing in it blocks. */
@FunctionalInterface
public interface CallKeys {

    /** Those of a version without affinity: there are none. */
    CallKeys NONE = _ -> SlotWaiter.NO_KEY;

    /** The key of a call: a hash of its field; {@link SlotWaiter#NO_KEY} if the call lacks that, and so goes wherever there is room. */
    long of(Invocation invocation);

    /** Those of a version. */
    static CallKeys of(FunctionVersion version) {
        return version.spec()
                .scaling()
                .affinity()
                .map(Affinity::by)
                .map(CallKeys::by)
                .orElse(NONE);
    }

    private static CallKeys by(AffinityField field) {
        return switch (field) {
            case AffinityField.Header(String name) ->
                call -> hash(headers(call).first(name).orElse(""));
            case AffinityField.Query(String name) ->
                call -> hash(Query.value(call.head().query(), name));
            case AffinityField.Address() -> call -> hash(ClientAddress.network(headers(call)));
            case AffinityField.Cookie(String name) -> new SessionKeys(name);
            case AffinityField.Json(String pointer) -> {
                JsonField place = new JsonField(pointer);
                yield call -> hash(place.value(inMemory(call)));
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

    private static long hash(String text) {
        return text.isEmpty() ? SlotWaiter.NO_KEY : Hash.of(text);
    }
}
