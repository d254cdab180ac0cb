package dev.sluice.core.spec;

import dev.sluice.core.function.Ambassador;
import dev.sluice.core.function.DurationText;
import dev.sluice.core.function.Sidecar;
import dev.sluice.core.function.UpstreamUrl;
import dev.sluice.core.settings.Setting;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The keys of one of the ambassadors in {@code egress} of a function's spec. */
public record AmbassadorSettings(
        @Setting(
                value = "its name, by which `SLUICE_EGRESS_<NAME>` tells its address",
                pattern = Sidecar.NAME_FORM,
                patternRule = Ambassador.NAME_RULE)
        String name,

        @Setting(value = "where it is reached", otherwise = "socket")
        Ambassador.Address address,

        @Setting(value = "how long the answer to one call may take", least = "10ms", most = "10m", otherwise = "10s")
        Duration timeout,

        @Setting(value = "as a service broker: the HTTP address for each environment, by name", most = "64")
        Map<TargetName, UpstreamUrl> broker,

        @Setting(value = "as an experiment: calls shared out by weight", otherwise = "none")
        Optional<SplitTargets> split,

        @Setting(value = "as a shard proxy: HTTP servers, each with the calls of some keys", otherwise = "none")
        Optional<HttpServers> http,

        @Setting(value = "as a shard proxy: Redis servers, each with some keys", otherwise = "none")
        Optional<RedisServers> redis) {

    public AmbassadorSettings {
        ambassador(name, address, timeout, broker, split, http, redis);
    }

    Ambassador ambassador() {
        return ambassador(name, address, timeout, broker, split, http, redis);
    }

    private static Ambassador ambassador(
            String name,
            Ambassador.Address address,
            Duration timeout,
            Map<TargetName, UpstreamUrl> broker,
            Optional<SplitTargets> split,
            Optional<HttpServers> http,
            Optional<RedisServers> redis) {
        List<Ambassador.Task> tasks = Stream.of(
                        broker(broker),
                        split.map(SplitTargets::task),
                        http.map(HttpServers::task),
                        redis.map(RedisServers::task))
                .flatMap(Optional::stream)
                .toList();
        if (tasks.size() != 1) {
            throw new IllegalArgumentException("the ambassador '" + name + "' "
                    + (tasks.isEmpty() ? "has nothing to do" : "is to do several things at once")
                    + ": give it one of broker, split, http and redis");
        }
        return new Ambassador(name, address, timeout, tasks.getFirst());
    }

    private static Optional<Ambassador.Task> broker(Map<TargetName, UpstreamUrl> environments) {
        return environments.isEmpty()
                ? Optional.empty()
                : Optional.of(new Ambassador.Broker(environments.entrySet().stream()
                        .collect(Collectors.toUnmodifiableMap(
                                each -> each.getKey().value(), Map.Entry::getValue))));
    }

    /** What {@link AmbassadorSettings} reads. */
    static Map<String, Object> tree(Ambassador ambassador) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", ambassador.name());
        tree.put("address", ambassador.address().name().toLowerCase(Locale.ROOT));
        tree.put("timeout", DurationText.format(ambassador.timeout()));
        switch (ambassador.task()) {
            case Ambassador.Broker(Map<String, UpstreamUrl> environments) -> {
                Map<String, Object> addresses = new TreeMap<>();
                environments.forEach((name, url) -> addresses.put(name, url.toString()));
                tree.put("broker", addresses);
            }
            case Ambassador.Split split -> tree.put("split", SplitTargets.tree(split));
            case Ambassador.HttpShards shards -> tree.put("http", HttpServers.tree(shards));
            case Ambassador.RedisShards shards -> tree.put("redis", RedisServers.tree(shards));
        }
        return tree;
    }
}
