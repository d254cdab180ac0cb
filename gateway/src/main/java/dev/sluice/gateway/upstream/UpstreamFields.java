package dev.sluice.gateway.upstream;

import dev.sluice.core.invocation.Headers;
import dev.sluice.gateway.http.HeaderNames;
import java.util.Arrays;
import java.util.List;

/** Header fields that an upstream sends. */
final class UpstreamFields {

    private UpstreamFields() {}

    /** As a function would have sent them: without what belongs to one connection only (RFC 9110, 7.6.1). */
    static Headers endToEnd(Headers fields) {
        List<String> listed = fields.all("connection");
        String[] kept = new String[2 * fields.size()];
        int size = 0;
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.name(i);
            if (!HeaderNames.isHopByHop(name) && listed.stream().noneMatch(list -> HeaderNames.lists(list, name))) {
                kept[size++] = name;
                kept[size++] = fields.value(i);
            }
        }
        return size == kept.length ? fields : Headers.of(Arrays.copyOf(kept, size));
    }
}
