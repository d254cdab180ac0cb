package dev.sluice.decorators.cache;

import dev.sluice.core.decorator.PlatformHeaders;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.decorators.cache.store.StoreKey;
import dev.sluice.decorators.cache.store.Varied;
import java.util.ArrayList;
import java.util.List;

/**
 * What an answer is kept under.
 *
 * @param more what counts of the header
 */
record Key(CacheTarget target, List<String> more) implements StoreKey {

    static Key of(RequestHead head, CacheSettings.KeySettings settings) {
        List<String> more = new ArrayList<>();
        settings.headers().forEach(name -> more.add(Varied.value(head.headers(), name)));
        if (settings.subject()) {
            more.add(head.headers().first(PlatformHeaders.SUBJECT).orElse(""));
        }
        return new Key(CacheTarget.of(head, settings.query()), more);
    }

    @Override
    public int place() {
        return target.place();
    }

    @Override
    public int weight() {
        return 2 * (target.path().length() + target.query().length());
    }
}
