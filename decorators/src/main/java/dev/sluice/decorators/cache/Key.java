package dev.sluice.decorators.cache;

import dev.sluice.core.decorator.PlatformHeaders;
import dev.sluice.core.invocation.RequestHead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What an answer is kept under.
 *
 * @param place the path and what counts of the query: what a change invalidates
 * @param more what counts of the header
 */
record Key(String place, List<String> more) {

    static Key of(RequestHead head, CacheSettings.KeySettings settings) {
        List<String> more = new ArrayList<>();
        settings.headers()
                .forEach(name -> more.add(String.join(",", head.headers().all(name))));
        if (settings.subject()) {
            more.add(head.headers().first(PlatformHeaders.SUBJECT).orElse(""));
        }
        return new Key(head.path() + "?" + query(head.query(), settings.query()), more);
    }

    private static String query(String query, List<String> counted) {
        if (counted.isEmpty()) {
            return query;
        }
        return Arrays.stream(query.split("&"))
                .filter(pair -> counted.contains(pair.replaceAll("=.*", "")))
                .collect(Collectors.joining("&"));
    }
}
