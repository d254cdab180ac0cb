package dev.sluice.decorators.idempotency;

import dev.sluice.core.function.MemorySize;
import dev.sluice.core.settings.Setting;
import java.time.Duration;
import java.util.List;

/** Which calls have keys, and how long their answers are kept. */
public record IdempotencySettings(
        @Setting(
                value = "the methods whose keys count",
                otherwise = "POST, PATCH",
                pattern = "[A-Z]{1,20}",
                patternRule = "methods in capitals, as in POST",
                least = "1",
                most = "20")
        List<String> methods,

        @Setting("whether such calls must have a key") boolean required,

        @Setting(
                value = "how long an answer is kept, in the memory of one gateway; a restart forgets it",
                otherwise = "24h",
                least = "1m",
                most = "24h")
        Duration expires,

        @Setting(
                value = "how many answers are kept; when there are more, the oldest go first",
                unit = "answers",
                otherwise = "10000",
                least = "1",
                most = "1000000")
        int maxEntries,

        @Setting(
                value = "how much memory they take; when they take more, the oldest go first",
                otherwise = "64Mi",
                least = "1Mi",
                most = "4Gi")
        MemorySize maxMemory,

        @Setting(
                value = "how long the body of a request or of an answer may be",
                otherwise = "1Mi",
                least = "1Mi",
                most = "16Mi")
        MemorySize maxBody,

        @Setting(
                "whether all gateways that share their state know keys and answers, also after a restart; each call then"
                        + " waits for two durable writes, and answers of more than 32 KiB are not kept")
        boolean shared) {}
