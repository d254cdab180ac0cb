package dev.sluice.decorators.mirror;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.settings.Setting;

/** Where copies go, of how many calls, and what bounds them. */
public record MirrorSettings(
        @Setting(value = "the name of the function that gets the copies", inShort = true)
        FunctionName to,

        @Setting(value = "the share of calls that is copied", least = "0.0001", most = "1", otherwise = "1")
        double share,

        @Setting(
                value = "how many copies may be under way at the same time; calls beyond that are not copied",
                unit = "calls",
                least = "1",
                most = "10000",
                otherwise = "100")
        int concurrent,

        @Setting(
                value =
                        "how much of a streamed body may wait for the copy; a copy that falls further behind is given up",
                unit = "KiB",
                least = "64",
                most = "16384",
                otherwise = "256")
        int behind) {}
