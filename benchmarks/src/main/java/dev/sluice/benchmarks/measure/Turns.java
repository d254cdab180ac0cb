package dev.sluice.benchmarks.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Sides measured in turn, A B … B A in each round, so that what drifts on the machine hits all alike.
 *
 * @param sides what was measured of each side, two turns for each round
 * @param <T> what one turn measures
 */
public record Turns<T>(List<List<T>> sides) {

    /** What is done in one turn. */
    @FunctionalInterface
    public interface Turn<T> {
        T take() throws Exception;
    }

    @SafeVarargs
    public static <T> Turns<T> take(int rounds, Turn<T>... sides) throws Exception {
        return take(rounds, List.of(sides));
    }

    public static <T> Turns<T> take(int rounds, List<Turn<T>> sides) throws Exception {
        List<List<T>> taken =
                sides.stream().<List<T>>map(side -> new ArrayList<>()).toList();
        for (int round = 0; round < rounds; round++) {
            for (int side = 0; side < sides.size(); side++) {
                taken.get(side).add(sides.get(side).take());
            }
            for (int side = sides.size() - 1; side >= 0; side--) {
                taken.get(side).add(sides.get(side).take());
            }
        }
        return new Turns<>(taken);
    }

    public List<T> side(int side) {
        return sides.get(side);
    }

    /** {@code statistic} of one side to that of another: the median round, and the quartiles of all rounds. */
    public Quartiles ratio(int side, int other, ToDoubleFunction<List<T>> statistic) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < sides.get(side).size(); i += 2) {
            ratios.add(statistic.applyAsDouble(sides.get(side).subList(i, i + 2))
                    / statistic.applyAsDouble(sides.get(other).subList(i, i + 2)));
        }
        return Samples.of(ratios).quartiles();
    }

    /**
     * A side against itself: its first turns of even rounds and second turns of odd ones, to its other turns. What this
     * is off from 1 is noise.
     */
    public double selfCheck(int side, ToDoubleFunction<List<T>> statistic) {
        List<T> turns = sides.get(side);
        List<T> some = new ArrayList<>();
        List<T> others = new ArrayList<>();
        for (int i = 0; i < turns.size(); i += 2) {
            boolean even = i / 2 % 2 == 0;
            some.add(turns.get(even ? i : i + 1));
            others.add(turns.get(even ? i + 1 : i));
        }
        return statistic.applyAsDouble(some) / statistic.applyAsDouble(others);
    }
}
