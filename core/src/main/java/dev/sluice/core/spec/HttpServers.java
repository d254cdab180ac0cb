package dev.sluice.core.spec;

import dev.sluice.core.function.Ambassador;
import dev.sluice.core.function.RequestKey;
import dev.sluice.core.function.UpstreamUrl;
import dev.sluice.core.settings.Setting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys of {@code http} of an ambassador. */
public record HttpServers(
        @Setting(value = "what calls have in common that go to the same server", patternRule = RequestKey.RULE)
        RequestKey by,

        @Setting(value = "the servers, a list or one text", least = "1", most = "64", separator = "[\\s,]+")
        List<UpstreamUrl> servers) {

    public HttpServers {
        new Ambassador.HttpShards(by, servers);
    }

    Ambassador.Task task() {
        return new Ambassador.HttpShards(by, servers);
    }

    static Map<String, Object> tree(Ambassador.HttpShards shards) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("by", shards.by().written());
        tree.put("servers", shards.servers().stream().map(UpstreamUrl::toString).toList());
        return tree;
    }
}
