package dev.sluice.decorators.split;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.settings.Setting;
import java.util.Map;

/** Which functions get which part of the calls. */
public record SplitSettings(
        @Setting(
                value =
                        "deployed functions by name and their weights, whole numbers; the function itself may be one; of"
                                + " weight 0 gets no calls",
                least = "2",
                most = "20")
        Map<FunctionName, Integer> targets,

        @Setting(
                value =
                        "what brings the same caller to the same function again: never, {cookie: NAME}, {header: NAME}, subject"
                                + " (needs a decorator before that finds out who calls) or address; callers that lack it are"
                                + " shared out anew each time",
                otherwise = "never")
        Sticky sticky) {

    private static final int MOST = 1_000_000;

    public SplitSettings {
        targets.forEach((name, weight) -> {
            if (weight < 0 || weight > MOST) {
                throw new IllegalArgumentException(
                        "the weight of '" + name + "' is " + weight + ": allowed is 0 to " + MOST);
            }
        });
        if (targets.values().stream().allMatch(weight -> weight == 0)) {
            throw new IllegalArgumentException("all weights are 0: no function would get any call");
        }
    }
}
