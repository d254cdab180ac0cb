package dev.sluice.runner.samples;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** JSON in and out. */
public class Orders implements Function<Orders.Order, Orders.Receipt> {

    public enum Speed {
        SLOW,
        FAST
    }

    public record Line(String article, int count, BigDecimal price) {}

    public record Order(
            String customer,
            List<Line> lines,
            Speed speed,
            Optional<Instant> at,
            Optional<Map<String, Integer>> points,
            Optional<UUID> id) {}

    public record Receipt(String customer, BigDecimal total, Speed speed, Optional<Instant> at, int[] counts) {}

    @Override
    public Receipt apply(Order order) {
        BigDecimal total = order.lines().stream()
                .map(line -> line.price().multiply(BigDecimal.valueOf(line.count())))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        return new Receipt(
                order.customer(),
                total,
                order.speed(),
                order.at(),
                order.lines().stream().mapToInt(Line::count).toArray());
    }
}
