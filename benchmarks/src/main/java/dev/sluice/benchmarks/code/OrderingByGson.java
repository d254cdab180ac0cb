package dev.sluice.benchmarks.code;

import com.google.gson.annotations.SerializedName;
import java.util.function.Function;

/** The same function as {@link Ordering}, of a type that the Gson in its jar binds, because it has an annotation of Gson's. */
public final class OrderingByGson implements Function<OrderingByGson.Order, OrderingByGson.Order> {

    /** What is sent and answered. */
    public record Order(@SerializedName("article") String name, int pieces) {}

    @Override
    public Order apply(Order order) {
        return order;
    }
}
