package dev.sluice.runner.loading;

import dev.sluice.core.protocol.Protocol;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The classes of an artifact that instances load until they have answered their first calls, by their binary names, in the order
 * in which they are loaded. An instance tells it, and a later one of the same artifact loads them ahead. At most {@link #MOST}:
 * the first ones.
 */
public record StartupProfile(List<String> classes) {

    /** Nothing is known. */
    public static final StartupProfile NONE = new StartupProfile(List.of());

    /** More would take more memory and time than a start is worth. */
    static final int MOST = 2_048;

    /** Fewer classes that a profile lacks are not worth telling of, nor is a smaller part of it than {@link #PART}. */
    private static final int FEW = 16;

    private static final int PART = 8;

    public StartupProfile {
        classes = List.copyOf(classes.size() > MOST ? classes.subList(0, MOST) : classes);
    }

    /** Reads what {@link #text} wrote; anything else names classes that do not exist. */
    public static StartupProfile parse(String text) {
        return text.isEmpty() ? NONE : new StartupProfile(List.of(text.split("\n", MOST + 1)));
    }

    /** One name a line, as many as a frame may have. */
    public String text() {
        StringBuilder text = new StringBuilder();
        int bytes = 0;
        for (String name : classes) {
            bytes += name.getBytes(StandardCharsets.UTF_8).length + 1;
            if (bytes > Protocol.MAX_PROFILE_BYTES) {
                break;
            }
            text.append(text.isEmpty() ? "" : "\n").append(name);
        }
        return text.toString();
    }

    /** The same and what else was loaded, if that is enough to be told. */
    Optional<StartupProfile> grownBy(List<String> loaded) {
        Set<String> known = new HashSet<>(classes);
        List<String> all = new ArrayList<>(classes);
        loaded.stream().filter(known::add).forEach(all::add);
        int more = Math.min(all.size(), MOST) - classes.size();
        return more < FEW || more < classes.size() / PART ? Optional.empty() : Optional.of(new StartupProfile(all));
    }
}
