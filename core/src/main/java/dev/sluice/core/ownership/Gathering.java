package dev.sluice.core.ownership;

import dev.sluice.core.state.KeyedState.Entry;
import java.util.ArrayList;
import java.util.List;

/**
 * Who has come to a barrier.
 *
 * @param parties how many must come; 0 if nobody has ever come
 * @param generation how many times it has opened
 * @param arrived since then, in the order in which they came
 */
public record Gathering(int parties, long generation, List<String> arrived) {

    static final Gathering NONE = new Gathering(0, 0, List.of());

    public Gathering {
        arrived = List.copyOf(arrived);
    }

    static Gathering of(Entry entry) {
        return WrittenText.record(entry.value(), () -> {
            List<String> words = List.of(entry.value().split(" "));
            return new Gathering(
                    Integer.parseInt(words.get(1)), Long.parseLong(words.get(2)), words.subList(3, words.size()));
        });
    }

    String written() {
        return WrittenText.FORMAT + parties + " " + generation + (arrived.isEmpty() ? "" : " ")
                + String.join(" ", arrived);
    }

    /** The same party comes once, however often it says so; the last one opens the barrier. */
    Gathering with(String party, int wanted) {
        List<String> now = new ArrayList<>(arrived);
        if (!now.contains(party)) {
            now.add(party);
        }
        return now.size() < wanted
                ? new Gathering(wanted, generation, now)
                : new Gathering(wanted, generation + 1, List.of());
    }
}
