package dev.sluice.benchmarks.code;

import java.util.function.Function;

/** A function of a type that the platform binds by its own rules. */
public final class Ordering implements Function<Ordering.Order, Ordering.Order> {

    /** What is sent and answered. */
    public record Order(String article, int pieces) {}

    @Override
    public Order apply(Order order) {
        return order;
    }
}
