package dev.sluice.runner.rehearsal.play;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Takes JSON of many shapes and answers with JSON. */
public final class Orders implements Function<Orders.Order, Orders.Receipt> {

    /** How much of a hurry there is. */
    public enum Speed {
        SLOW,
        FAST
    }

    /** What is ordered. */
    public record Line(String article, int count, BigDecimal price) {}

    /** The input. */
    public record Order(
            String customer,
            List<Line> lines,
            Speed speed,
            Instant at,
            Optional<String> note,
            Map<String, Object> attributes,
            double weight,
            boolean gift) {}

    /** The output. */
    public record Receipt(String text, BigDecimal total, List<String> articles, Instant at, long number) {}

    private static long counter;

    @Override
    public Receipt apply(Order order) {
        BigDecimal total = order.lines().stream()
                .map(line -> line.price().multiply(BigDecimal.valueOf(line.count())))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        String text = order.customer() + " pays " + total + (order.gift() ? " for a gift" : "")
                + order.note().map(note -> ": " + note).orElse("");
        List<String> articles = order.lines().stream().map(Line::article).collect(Collectors.toList());
        synchronized (Orders.class) {
            counter++;
            return new Receipt(text, total, articles, order.at(), counter);
        }
    }
}
