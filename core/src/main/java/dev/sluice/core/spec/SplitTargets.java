package dev.sluice.core.spec;

import dev.sluice.core.function.Ambassador;
import dev.sluice.core.function.RequestKey;
import dev.sluice.core.function.UpstreamUrl;
import dev.sluice.core.settings.Setting;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The keys of {@code split} of an ambassador. */
public record SplitTargets(
        @Setting(
                value = "the targets by name, each with `url` and `weight`; of weight 0 gets no calls",
                least = "2",
                most = "20")
        Map<TargetName, Target> targets,

        @Setting(
                value =
                        "what brings calls with the same key to the same target again; calls that lack it are shared out anew each time",
                patternRule = RequestKey.RULE,
                otherwise = "never")
        Optional<RequestKey> sticky,

        @Setting("whether each call goes to a second target too, whose answer is compared and dropped")
        boolean compare) {

    /** One target. */
    public record Target(
            @Setting("where it stands") UpstreamUrl url,

            @Setting(value = "its share, in proportion to those of the others", least = "0", most = "1000000")
            int weight) {}

    public SplitTargets {
        task(targets, sticky, compare);
    }

    Ambassador.Task task() {
        return task(targets, sticky, compare);
    }

    private static Ambassador.Task task(Map<TargetName, Target> targets, Optional<RequestKey> sticky, boolean compare) {
        return new Ambassador.Split(
                targets.entrySet().stream()
                        .collect(Collectors.toUnmodifiableMap(
                                each -> each.getKey().value(),
                                each -> new Ambassador.Weighted(
                                        each.getValue().url(), each.getValue().weight()))),
                sticky,
                compare);
    }

    static Map<String, Object> tree(Ambassador.Split split) {
        Map<String, Object> targets = new TreeMap<>();
        split.targets()
                .forEach((name, target) ->
                        targets.put(name, Map.of("url", target.url().toString(), "weight", target.weight())));
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("targets", targets);
        split.sticky().ifPresent(key -> tree.put("sticky", key.written()));
        if (split.compare()) {
            tree.put("compare", true);
        }
        return tree;
    }
}
