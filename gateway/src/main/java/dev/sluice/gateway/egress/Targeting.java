package dev.sluice.gateway.egress;

import dev.sluice.core.choice.WeightedChoice;
import dev.sluice.core.function.Ambassador;
import dev.sluice.core.function.RequestKey;
import dev.sluice.core.function.UpstreamUrl;
import dev.sluice.core.invocation.RequestHead;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;

/** Finds out whom a call to an HTTP ambassador is for. Thread-safe; nothing in it blocks. */
interface Targeting {

    /** What was found out. */
    sealed interface Picked {

        /** @param beside to whom it goes too, to have the answers compared */
        record Found(Target target, Optional<Target> beside) implements Picked {}

        /** @param why a clause */
        record Nobody(String reason, String why) implements Picked {}
    }

    /** Whom the call with this head is for. */
    Picked pick(RequestHead head);

    /**
     * That of an ambassador.
     *
     * @param environment in which its gateway runs
     * @param random from 0 to below 1
     */
    static Targeting of(Ambassador.HttpTask task, String environment, DoubleSupplier random) {
        return switch (task) {
            case Ambassador.Broker(Map<String, UpstreamUrl> environments) -> broker(environments, environment);
            case Ambassador.Split split -> experiment(split, random);
            case Ambassador.HttpShards(RequestKey by, List<UpstreamUrl> servers) -> shards(by, servers);
        };
    }

    private static Targeting broker(Map<String, UpstreamUrl> environments, String environment) {
        UpstreamUrl url = environments.get(environment);
        Picked always = url == null
                ? new Picked.Nobody(
                        "egress_unknown_environment", Environments.unknown(environment, environments.keySet()))
                : new Picked.Found(new Target(environment, url), Optional.empty());
        return head -> always;
    }

    private static Targeting experiment(Ambassador.Split split, DoubleSupplier random) {
        Map<Target, Integer> weights = new LinkedHashMap<>();
        new TreeMap<>(split.targets()).forEach((name, one) -> weights.put(new Target(name, one.url()), one.weight()));
        WeightedChoice<Target> choice = new WeightedChoice<>(weights, Target::name);
        List<Target> all = List.copyOf(weights.keySet());
        return head -> {
            String key = split.sticky().map(by -> RequestKeys.value(by, head)).orElse("");
            Target target = key.isEmpty() ? choice.at(random.getAsDouble()) : choice.of(key);
            return new Picked.Found(
                    target, split.compare() ? Optional.of(other(all, target, random)) : Optional.empty());
        };
    }

    private static Target other(List<Target> all, Target than, DoubleSupplier random) {
        List<Target> others = all.stream().filter(one -> one != than).toList();
        return others.get((int) (random.getAsDouble() * others.size()));
    }

    private static Targeting shards(RequestKey by, List<UpstreamUrl> servers) {
        List<Target> targets = servers.stream()
                .map(url -> new Target(url.authority() + url.path(), url))
                .toList();
        WeightedChoice<Target> choice =
                WeightedChoice.amongEquals(targets, target -> target.url().toString());
        Picked nobody = new Picked.Nobody(
                "egress_no_key", "the request has no " + by.written() + ", by which its server would be found");
        return head -> {
            String key = RequestKeys.value(by, head);
            return key.isEmpty() ? nobody : new Picked.Found(choice.of(key), Optional.empty());
        };
    }
}
