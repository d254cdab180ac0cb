package dev.sluice.core.spec;

import dev.sluice.core.function.Ambassador;
import dev.sluice.core.function.ServerAddress;
import dev.sluice.core.settings.Setting;
import java.util.List;
import java.util.Map;

/** The keys of {@code redis} of an ambassador. */
public record RedisServers(
        @Setting(
                value = "the servers, a list or one text",
                least = "1",
                most = "64",
                separator = "[\\s,]+",
                patternRule = ServerAddress.RULE)
        List<ServerAddress> servers) {

    public RedisServers {
        new Ambassador.RedisShards(servers);
    }

    Ambassador.Task task() {
        return new Ambassador.RedisShards(servers);
    }

    static Map<String, Object> tree(Ambassador.RedisShards shards) {
        return Map.of(
                "servers",
                shards.servers().stream().map(ServerAddress::toString).toList());
    }
}
