package dev.sluice.core.spec;

import dev.sluice.core.function.Affinity;
import dev.sluice.core.function.AffinityField;
import dev.sluice.core.function.AffinityStrategy;
import dev.sluice.core.function.Shards;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.settings.Setting;
import java.util.List;
import java.util.Optional;

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
                otherwise = "bounded, and consistent with `shards`")
        Optional<AffinityStrategy> strategy,

        @Setting(
                value =
                        "into how many numbered parts the keys are cut, each with an instance of its own that is told its number",
                least = "1",
                most = "1000",
                otherwise = "none: keys are spread over as many instances as there are")
        Optional<Integer> shards,

        @Setting(
                value =
                        "whether each of the `shards` has one owner at a time among all gateways, by a lease with a fencing token",
                otherwise = "false")
        boolean exclusive) {

    Affinity affinity() {
        AffinityStrategy usual = shards.isPresent() ? AffinityStrategy.CONSISTENT : AffinityStrategy.BOUNDED;
        return new Affinity(by, strategy.orElse(usual), shards.map(count -> new Shards(count, exclusive)));
    }

    /** What does not go together in a spec whose numbers of instances are these; {@code path} is that of the spec, with its dot. */
    List<SpecProblem> problems(String path, int minInstances, Optional<Integer> maxInstances) {
        if (shards.isEmpty()) {
            return exclusive
                    ? List.of(new SpecProblem(
                            path + "affinity.exclusive",
                            "exclusive has a meaning only with shards: an owner owns one of them",
                            "shards beside it"))
                    : List.of();
        }
        int count = shards.get();
        if (strategy.equals(Optional.of(AffinityStrategy.BOUNDED))) {
            return List.of(new SpecProblem(
                    path + "affinity.strategy",
                    "a shard has one instance, so that its calls wait for that",
                    "consistent with shards, or no shards"));
        }
        if (maxInstances.isPresent() && maxInstances.get() < count) {
            return List.of(new SpecProblem(
                    path + "affinity.shards",
                    count + " shards need an instance each, and maxInstances is " + maxInstances.get(),
                    "1 to " + maxInstances.get() + ", or more maxInstances"));
        }
        return minInstances <= count
                ? List.of()
                : List.of(new SpecProblem(
                        path + "minInstances",
                        "minInstances is " + minInstances + ", and there are no more than " + count + " shards",
                        "0 to " + count));
    }
}
