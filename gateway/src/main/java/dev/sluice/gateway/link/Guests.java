package dev.sluice.gateway.link;

import dev.sluice.core.runner.LinkClosedException;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerLink;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The runners that may come in, each once, by the token that it was given. Thread-safe. */
final class Guests {

    private final Map<RunnerId, Guest> guests = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** One runner that is waited for; {@code link} is completed by whoever takes it. */
    record Guest(RunnerId id, byte[] token, CompletableFuture<RunnerLink> link) {}

    CompletableFuture<RunnerLink> expect(RunnerId id, String token) {
        Guest guest = new Guest(id, token.getBytes(StandardCharsets.UTF_8), new CompletableFuture<>());
        if (guests.putIfAbsent(id, guest) != null) {
            throw new IllegalStateException("runner " + id + " is expected already");
        }
        if (closed) {
            close();
        }
        return guest.link();
    }

    void forget(RunnerId id) {
        Guest guest = guests.remove(id);
        if (guest != null) {
            guest.link().completeExceptionally(new LinkClosedException("runner " + id + " is not waited for any more"));
        }
    }

    /** Takes the guest with this token off the list. Compares with all, each in constant time. */
    Optional<Guest> admit(String token) {
        byte[] shown = token.getBytes(StandardCharsets.UTF_8);
        Guest found = null;
        for (Guest guest : guests.values()) {
            if (MessageDigest.isEqual(guest.token(), shown)) {
                found = guest;
            }
        }
        return found != null && guests.remove(found.id(), found) ? Optional.of(found) : Optional.empty();
    }

    void close() {
        closed = true;
        guests.keySet().forEach(this::forget);
    }
}
