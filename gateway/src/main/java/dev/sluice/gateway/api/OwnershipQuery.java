package dev.sluice.gateway.api;

import dev.sluice.core.function.DurationText;
import dev.sluice.core.ownership.OwnedName;
import dev.sluice.core.ownership.OwnedName.Sort;
import dev.sluice.core.ownership.Owners.Wanted;
import dev.sluice.gateway.security.InstanceTokens.Bearer;
import dev.sluice.gateway.security.InstanceUse;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How requests about ownership say what they want. */
final class OwnershipQuery {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final Duration USUAL_LEASE = Duration.ofSeconds(15);

    private OwnershipQuery() {}

    static OwnedName name(Names names, Sort sort, String name) {
        if (!OwnedName.isValid(name)) {
            throw new ProblemException(Problems.invalidName(
                    "'" + name + "' cannot be the name of a " + sort.word() + ". Allowed: " + OwnedName.RULE + "."));
        }
        return new OwnedName(sort, names.namespace(), name);
    }

    /** The sort by its word in paths, of those that are held. */
    static Sort sort(String word) {
        return switch (word) {
            case "locks" -> Sort.LOCK;
            case "semaphores" -> Sort.SEMAPHORE;
            case "elections" -> Sort.ELECTION;
            default ->
                throw new ProblemException(Problems.of(
                        404,
                        "no_such_path",
                        "There is nothing here",
                        "There is nothing at /ownership/" + word
                                + ". What can be owned is below /ownership/keys, locks, semaphores, elections and"
                                + " barriers."));
        };
    }

    static Duration wait(@Nullable String text) {
        Duration wait = QueryText.age("wait", text).orElse(Duration.ZERO);
        if (wait.compareTo(LONGEST_WAIT) > 0) {
            throw invalid("wait is '" + text + "'. Allowed is " + DurationText.RULE + ", up to "
                    + LONGEST_WAIT.toSeconds() + "s; who waits longer asks again, or follows.");
        }
        return wait;
    }

    static Duration lease(@Nullable String text) {
        Duration lease = QueryText.age("lease", text).orElse(USUAL_LEASE);
        if (lease.compareTo(Wanted.SHORTEST_LEASE) < 0 || lease.compareTo(Wanted.LONGEST_LEASE) > 0) {
            throw invalid("lease is '" + text + "'. Allowed is from " + DurationText.format(Wanted.SHORTEST_LEASE)
                    + ", since each renewal waits for the disk, to " + DurationText.format(Wanted.LONGEST_LEASE) + ".");
        }
        return lease;
    }

    static Optional<Duration> ttl(@Nullable String text) {
        Optional<Duration> ttl = QueryText.age("ttl", text);
        if (ttl.isPresent() && ttl.get().isZero()) {
            throw invalid("ttl is '" + text + "'. Allowed is more than nothing; without it the key stays.");
        }
        return ttl;
    }

    static String text(String name, @Nullable String text, int most) {
        String told = text == null ? "" : text;
        int bytes = told.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > most) {
            throw invalid(name + " has " + bytes + " bytes in UTF-8. Allowed are at most " + most + ".");
        }
        return told;
    }

    /** What it says, or of an instance that says nothing, its name. */
    static String who(@Nullable String text, RoutingContext request) {
        return text == null
                ? InstanceUse.instance(request).map(Bearer::label).orElse("")
                : text("who", text, Wanted.MAX_WHO_BYTES);
    }

    static OptionalLong number(String name, @Nullable String text) {
        Optional<String> told = QueryText.told(text);
        if (told.isEmpty()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(count(name, told.get()));
    }

    static long count(String name, String text) {
        if (!text.matches("\\d{1,18}")) {
            throw invalid(name + " is '" + text + "'. Allowed is a whole number, as an answer told it.");
        }
        return Long.parseLong(text);
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(Problems.invalidRequest(detail));
    }
}
