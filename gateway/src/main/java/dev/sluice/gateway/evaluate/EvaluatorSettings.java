package dev.sluice.gateway.evaluate;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * What bounds evaluating.
 *
 * @param processes how many there may be, at least 2
 * @param share how many of them one function may use at the same time, fewer than there are
 * @param waiting how many evaluations of one function may wait for their turn
 * @param heapMiB the heap of each process
 * @param turnTime how much longer than its own time limit an evaluation waits for its turn, as while its program is compiled
 * @param compileTime how long compiling one program may wait for its turn, and how long it may then take
 * @param startTime how long a process may take to start
 */
public record EvaluatorSettings(
        int processes,
        int share,
        int waiting,
        int heapMiB,
        Duration turnTime,
        Duration compileTime,
        Duration startTime) {

    public EvaluatorSettings {
        if (processes < 2 || processes > 256) {
            throw new IllegalArgumentException("evaluators must be 2 to 256, not " + processes);
        }
        if (share < 1 || share >= processes) {
            throw new IllegalArgumentException(
                    "a function may use 1 to " + (processes - 1) + " evaluators, not " + share);
        }
        if (heapMiB < 32 || heapMiB > 4096) {
            throw new IllegalArgumentException("an evaluator has 32 to 4096 MiB, not " + heapMiB);
        }
    }

    /** As it is set; unless told, one process more than the machine has processors. One function may use half of them. */
    public static EvaluatorSettings of(OptionalInt wanted, int processors, long heapBytes) {
        int processes = wanted.orElse(Math.clamp(processors + 1, 2, 64));
        return new EvaluatorSettings(
                processes,
                Math.max(1, processes / 2),
                1_000,
                (int) (heapBytes / (1024 * 1024)),
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30));
    }
}
