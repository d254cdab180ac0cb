package dev.sluice.examples.twofactorlogin;

import dev.sluice.function.Context;
import dev.sluice.function.Handler;

/** Transfers money, or says so. Who may is the decorators' business: it knows of no login and no code. */
public final class Transfer implements Handler<Transfer.Order, Transfer.Receipt> {

    /** What is wanted. */
    public record Order(String to, long amount) {}

    /** What was done. */
    public record Receipt(String done) {}

    @Override
    public Receipt handle(Order order, Context context) {
        return new Receipt("Transferred " + order.amount() + " to " + order.to());
    }
}
