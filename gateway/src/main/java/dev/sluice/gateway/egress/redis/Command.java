package dev.sluice.gateway.egress.redis;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** @param words at least one: the name, and what it is done with */
record Command(List<byte[]> words) {

    /** In upper case. */
    String name() {
        return text(0).toUpperCase(Locale.ROOT);
    }

    String text(int word) {
        return new String(words.get(word), StandardCharsets.UTF_8);
    }

    /** A word in upper case; empty if there is none. */
    String option(int word) {
        return word < words.size() ? text(word).toUpperCase(Locale.ROOT) : "";
    }

    int size() {
        return words.size();
    }

    /** The same with these words in the place of all but its name. */
    Command with(List<byte[]> others) {
        List<byte[]> all = new ArrayList<>();
        all.add(words.getFirst());
        all.addAll(others);
        return new Command(all);
    }

    Buffer encoded() {
        return Resp.command(words);
    }
}
