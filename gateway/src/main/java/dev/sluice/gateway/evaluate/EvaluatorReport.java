package dev.sluice.gateway.evaluate;

/**
 * How the evaluators stand, and what was counted since the start.
 *
 * @param processes that run or start
 * @param idle of them, those that wait for something to do
 * @param waiting evaluations that wait for their turn
 * @param started processes
 * @param late processes that were ended because they took too long
 * @param outOfMemory processes that ended because they had no memory left
 * @param died processes that ended otherwise, or could not be started
 * @param turnedAway evaluations whose turn did not come in time
 */
public record EvaluatorReport(
        int processes, int idle, int waiting, long started, long late, long outOfMemory, long died, long turnedAway) {}
