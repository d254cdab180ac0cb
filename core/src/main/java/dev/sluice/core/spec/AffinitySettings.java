package dev.sluice.core.spec;

import dev.sluice.core.function.Affinity;
import dev.sluice.core.function.AffinityField;
import dev.sluice.core.function.AffinityStrategy;
import dev.sluice.core.settings.Setting;

/** The keys of {@code affinity} in a function's spec. */
public record AffinitySettings(
        @Setting(
                value = "what calls have in common that go to the same instance: header NAME, query NAME, json POINTER,"
                        + " cookie NAME, or address",
                inShort = true)
        AffinityField by,

        @Setting(
                value =
                        "what becomes of a call whose instance has much to do: it goes to the next one (bounded), or waits"
                                + " (consistent)",
                otherwise = "bounded")
        AffinityStrategy strategy) {

    Affinity affinity() {
        return new Affinity(by, strategy);
    }
}
