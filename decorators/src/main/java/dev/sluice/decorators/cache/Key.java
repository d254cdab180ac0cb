package dev.sluice.decorators.cache;

import dev.sluice.core.decorator.PlatformHeaders;
import dev.sluice.core.invocation.RequestHead;
import java.util.ArrayList;
import java.util.List;

/**
 * What an answer is kept under.
 *
 * @param more what counts of the header
 */
record Key(CacheTarget place, List<String> more) {

    static Key of(RequestHead head, CacheSettings.KeySettings settings) {
        List<String> more = new ArrayList<>();
        settings.headers().forEach(name -> more.add(Stored.value(head.headers(), name)));
        if (settings.subject()) {
            more.add(head.headers().first(PlatformHeaders.SUBJECT).orElse(""));
        }
        return new Key(CacheTarget.of(head, settings.query()), more);
    }
}
