package dev.sluice.function.ownership;

import java.util.List;

/**
 * How a barrier stands.
 *
 * @param open whether it has opened for who came; false for who only looks
 * @param generation to which he came; of who only looks, how many times it has opened
 * @param parties how many must come; 0 if nobody ever came
 * @param arrived who has come since it opened last
 */
public record Barrier(boolean open, long generation, int parties, List<String> arrived) {

    public Barrier {
        arrived = List.copyOf(arrived);
    }
}
