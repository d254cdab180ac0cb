package dev.sluice.decorators.bulkhead;

import dev.sluice.core.settings.Setting;
import java.time.Duration;

/** How many calls run at the same time, and how many wait how long. */
public record BulkheadSettings(
        @Setting(
                value = "how many calls may be under way at the same time, until the end of their answers",
                unit = "calls",
                least = "1",
                most = "100000",
                inShort = true)
        int calls,

        @Setting(
                value = "how many more may wait for their turn; beyond that they are answered with 503 at once",
                unit = "calls",
                least = "0",
                most = "10000",
                otherwise = "0")
        int waiting,

        @Setting(
                value = "how long a call waits; then it is answered with 503",
                least = "1ms",
                most = "10m",
                otherwise = "1s")
        Duration patience) {}
