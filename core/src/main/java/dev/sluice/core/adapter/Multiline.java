package dev.sluice.core.adapter;

import dev.sluice.core.settings.Setting;
import java.time.Duration;

/** When several lines are one entry: one that begins as {@code start} says, and those after it that do not. */
public record Multiline(
        @Setting(value = "an expression of RE2 that the first line of an entry has in it", inShort = true)
        Expression start,

        @Setting(value = "lines that one entry has at most", least = "2", most = "1000", otherwise = "200")
        int lines,

        @Setting(value = "characters that one entry has at most", least = "256", most = "65536", otherwise = "16384")
        int characters,

        @Setting(
                value = "how long an entry waits for its next line before it is over",
                least = "10ms",
                most = "10s",
                otherwise = "200ms")
        Duration gap) {}
