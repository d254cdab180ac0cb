package dev.sluice.decorators.headers;

import dev.sluice.core.invocation.HeaderSyntax;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.settings.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What is done to header fields, in this order: remove, set, add. */
public record HeaderEdits(
        @Setting("fields that are taken out") List<String> remove,

        @Setting("fields that get this value in the place of all they have")
        Map<String, String> set,

        @Setting("fields that get this value beside those they have")
        Map<String, String> add) {

    /** They say where a message ends, or belong to one connection: whoever sends the message sets them. */
    private static final Set<String> NOT_OURS = Set.of(
            "content-length", "transfer-encoding", "connection", "keep-alive", "te", "trailer", "upgrade", "expect");

    public HeaderEdits {
        remove.forEach(HeaderEdits::checkName);
        set.forEach(HeaderEdits::check);
        add.forEach(HeaderEdits::check);
    }

    private static void check(String name, String value) {
        checkName(name);
        if (!HeaderSyntax.isValue(value)) {
            throw new IllegalArgumentException(
                    "the value of '" + name + "' has a character that no header field may have");
        }
    }

    private static void checkName(String name) {
        if (!HeaderSyntax.isName(name)) {
            throw new IllegalArgumentException("'" + name + "' cannot be the name of a header field");
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (NOT_OURS.contains(lower) || lower.startsWith("sluice-")) {
            throw new IllegalArgumentException("the header field '" + name + "' belongs to the platform");
        }
    }

    /** Ready to be applied to many messages. */
    CompiledEdits compiled() {
        List<String> names = new ArrayList<>(remove);
        names.addAll(set.keySet());
        List<String> pairs = new ArrayList<>();
        set.forEach((name, value) -> pairs.addAll(List.of(name, value)));
        add.forEach((name, value) -> pairs.addAll(List.of(name, value)));
        return new CompiledEdits(List.copyOf(names), Headers.of(pairs.toArray(String[]::new)));
    }
}
