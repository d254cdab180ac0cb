package dev.sluice.gateway.deploy;

import dev.sluice.core.function.AllowedUpstreams;
import dev.sluice.core.function.Ambassador;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.function.UpstreamUrl;
import dev.sluice.gateway.egress.Environments;
import dev.sluice.gateway.egress.redis.RedisProxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Checks what the ambassadors of a spec need of this gateway.
 *
 * @param reached whether instances reach ports of this machine
 */
record EgressUse(AllowedUpstreams upstreams, Environments environments, boolean reached) {

    List<SpecProblem> problems(Namespace namespace, List<Ambassador> egress) {
        List<SpecProblem> problems = new ArrayList<>();
        for (int i = 0; i < egress.size(); i++) {
            problems.addAll(problems(namespace, egress.get(i), "egress[" + i + "]"));
        }
        return problems;
    }

    private List<SpecProblem> problems(Namespace namespace, Ambassador ambassador, String path) {
        List<SpecProblem> problems = new ArrayList<>();
        targets(ambassador.task())
                .filter(url -> !upstreams.allow(url))
                .forEach(url -> problems.add(new SpecProblem(
                        path, "the operator does not allow calls to " + url.authority(), upstreams.toString())));
        if (!reached && ambassador.address() == Ambassador.Address.PORT) {
            problems.add(new SpecProblem(
                    path + ".address",
                    "instances here have no network (sluice.sandbox.network is none), so they cannot reach a port",
                    "socket"));
        }
        if (ambassador.task() instanceof Ambassador.Broker(Map<String, UpstreamUrl> known)
                && !known.containsKey(environments.of(namespace))) {
            problems.add(new SpecProblem(
                    path + ".broker",
                    Environments.unknown(environments.of(namespace), known.keySet()),
                    "an address for each environment that the function is deployed in"));
        }
        return problems;
    }

    private static Stream<UpstreamUrl> targets(Ambassador.Task task) {
        return switch (task) {
            case Ambassador.Broker(Map<String, UpstreamUrl> known) -> known.values().stream();
            case Ambassador.Split split -> split.targets().values().stream().map(Ambassador.Weighted::url);
            case Ambassador.HttpShards shards -> shards.servers().stream();
            case Ambassador.RedisShards shards -> shards.servers().stream().map(RedisProxy::upstream);
        };
    }
}
