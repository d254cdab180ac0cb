package dev.sluice.events.workqueue.source;

import java.util.Optional;

/** Entity tags (RFC 9110, 8.8.3) as versions of items: without quotes, and whether they are weak does not matter. */
final class EntityTags {

    private EntityTags() {}

    /** The version that a field tells; empty if there is none. */
    static String plain(Optional<String> field) {
        String tag = field.orElse("").strip();
        String strong = tag.startsWith("W/") ? tag.substring(2) : tag;
        return strong.length() >= 2 && strong.startsWith("\"") && strong.endsWith("\"")
                ? strong.substring(1, strong.length() - 1)
                : strong;
    }
}
