package dev.sluice.decorators.cache;

import dev.sluice.core.function.MemorySize;
import dev.sluice.core.settings.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Which answers are kept, for how long, and for whom. */
public record CacheSettings(
        @Setting(
                value = "how long answers are fresh that say nothing about it; without it, they are not kept",
                least = "1s",
                most = "24h")
        Optional<Duration> ttl,

        @Setting(
                value = "how long after that an old answer is served while a new one is fetched, for answers that say"
                        + " nothing about it",
                least = "1s",
                most = "24h")
        Optional<Duration> staleWhileRevalidate,

        @Setting(
                value = "how long after that an old answer is served when a call fails: it ends without an answer, or"
                        + " with 500, 502, 503 or 504; for answers that say nothing about it",
                least = "1s",
                most = "24h")
        Optional<Duration> staleIfError,

        @Setting("what tells answers apart besides the path")
        KeySettings key,

        @Setting("whether answers to calls with credentials are kept though they do not say that they may be; with"
                + " key.subject each caller has answers of its own, and they are kept anyway")
        boolean authorized,

        @Setting(
                "whether callers with cookies share the answers that ttl keeps; without it they do only where an answer"
                        + " says itself how long it may be used, or varies by Cookie, or key.headers has Cookie")
        boolean cookies,

        @Setting(
                value = "how many answers are kept, in the memory of one gateway, or by all shards together",
                unit = "answers",
                otherwise = "10000",
                least = "1",
                most = "1000000")
        int maxEntries,

        @Setting(
                value = "how much memory they take, each counted once however many replicas have it",
                otherwise = "64Mi",
                least = "1Mi",
                most = "4Gi")
        MemorySize maxMemory,

        @Setting(
                value = "how long the body of one may be; longer ones pass without being kept",
                otherwise = "1Mi",
                least = "1Mi",
                most = "16Mi")
        MemorySize maxBody,

        @Setting(
                value =
                        "into how many processes the answers are spread, which all gateways of the machine share; without it, each gateway"
                                + " keeps them in its own memory",
                unit = "processes",
                least = "1",
                most = "32")
        Optional<Integer> shards,

        @Setting(
                value = "how many processes keep the same answers, for each shard; 1 unless told",
                unit = "processes",
                least = "1",
                most = "4")
        Optional<Integer> replicas) {

    /** One machine has them all. */
    private static final int MOST_PROCESSES = 64;

    public CacheSettings {
        int parts = shards.orElse(1);
        int processes = parts * replicas.orElse(1);
        if (shards.isEmpty() && replicas.isPresent()) {
            throw new IllegalArgumentException("replicas has a meaning only with shards: say how many, which may be 1");
        }
        if (processes > MOST_PROCESSES) {
            throw new IllegalArgumentException(parts + " shards of " + replicas.orElse(1) + " replicas are " + processes
                    + " processes, and at most " + MOST_PROCESSES + " are allowed");
        }
        if (shards.isPresent() && maxMemory.bytes() / parts < 2 * maxBody.bytes()) {
            throw new IllegalArgumentException(
                    "each of " + parts + " shards would have " + maxMemory.bytes() / parts / 1024
                            + " KiB, less than two answers of maxBody: give more maxMemory, or fewer shards");
        }
        if (parts > maxEntries) {
            throw new IllegalArgumentException(
                    "maxEntries is " + maxEntries + ", and each of " + parts + " shards keeps one answer at least");
        }
    }

    /** What tells answers apart. */
    public record KeySettings(
            @Setting(value = "the only parameters of the query that count; all of them if none is named", most = "100")
            List<String> query,

            @Setting(
                    value = "header fields of the request that count",
                    pattern = "[A-Za-z][A-Za-z0-9-]{0,63}",
                    patternRule = "names of header fields",
                    most = "20")
            List<String> headers,

            @Setting("whether each caller has answers of its own, by what auth found out")
            boolean subject) {}
}
