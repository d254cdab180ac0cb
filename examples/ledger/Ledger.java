package ledger;

import dev.sluice.function.Context;
import dev.sluice.function.HttpHandler;
import dev.sluice.function.Request;
import dev.sluice.function.Response;
import dev.sluice.function.ownership.Hold;
import dev.sluice.function.ownership.HoldOptions;
import dev.sluice.function.ownership.KeyOptions;
import dev.sluice.function.ownership.KeyValue;
import dev.sluice.function.ownership.Ownership;
import java.time.Duration;

/** Books amounts on one account that all instances share: one at a time under a lock, each written with the lock's token. */
public final class Ledger implements HttpHandler {

    private static final HoldOptions PATIENT = HoldOptions.DEFAULT.waiting(Duration.ofSeconds(10));

    public record Booking(long amount) {}

    public record Balance(long balance) {}

    @Override
    public Response handle(Request request, Context context) throws Exception {
        Booking booking = request.json(Booking.class);
        Ownership owned = context.ownership();
        try (Hold lock = owned.lock("ledger", PATIENT)) {
            long balance = owned.get("balance").map(KeyValue::value).map(Long::parseLong).orElse(0L) + booking.amount();
            // Asks the clock for the token: who stalled for longer than his lease writes nothing.
            owned.put("balance", Long.toString(balance), KeyOptions.ANY.token(lock));
            return Response.json(new Balance(balance));
        }
    }
}
