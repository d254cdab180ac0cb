package dev.sluice.gateway.api;

import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.problem.Problem;
import dev.sluice.events.async.AsyncCalls;
import dev.sluice.events.broker.BrokerAwayException;
import dev.sluice.events.deadletter.DeadLetter;
import dev.sluice.events.deadletter.KeptDeadLetters;
import dev.sluice.events.payload.KeptPayloads;
import dev.sluice.events.trigger.Triggers;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Dead letters of a namespace: list, show, redrive, purge. */
@Path("/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class DeadLettersResource {

    private static final int MOST = 1_000;
    private static final int USUAL = 100;

    private final Names names;
    private final AsyncCalls calls;
    private final Triggers triggers;
    private final KeptPayloads payloads;

    public DeadLettersResource(Names names, AsyncCalls calls, Triggers triggers, KeptPayloads payloads) {
        this.names = names;
        this.calls = calls;
        this.triggers = triggers;
        this.payloads = payloads;
    }

    /**
     * How many letters something was done with.
     *
     * @param left those that were meant and stay, because their trigger is not there any more
     */
    public record Count(int count, int left) {}

    @GET
    public Map<String, List<DeadLetterAnswer>> list(
            @RestQuery @Nullable String function,
            @RestQuery @Nullable String trigger,
            @RestQuery @Nullable String reason,
            @RestQuery @Nullable String olderThan,
            @RestQuery @Nullable String youngerThan,
            @RestQuery @Nullable String limit)
            throws InterruptedException {
        int most = Numbers.query("limit", limit, 1, MOST, USUAL);
        List<DeadLetterAnswer> lines = new ArrayList<>();
        each(filter(function, trigger, reason).age(Instant.now(), olderThan, youngerThan), letter -> {
            lines.add(DeadLetterAnswer.line(letter));
            return lines.size() < most;
        });
        return Map.of("deadLetters", lines);
    }

    @GET
    @Path("/{id}")
    public DeadLetterAnswer show(@PathParam("id") String id) throws InterruptedException {
        return DeadLetterAnswer.whole(letter(id), payloads);
    }

    @POST
    @Path("/{id}/redrive")
    public Count redrive(@PathParam("id") String id) throws InterruptedException {
        Redriven redriven = new Redriven(calls, triggers);
        redriven.add(letter(id));
        redriven.end();
        if (!redriven.missing().isEmpty()) {
            throw new ProblemException(Problems.of(
                    409,
                    "trigger_is_gone",
                    "The trigger of the letter is not there",
                    "The letter holds a record that the trigger '"
                            + redriven.missing().iterator().next()
                            + "' brought, which is not there any more. Apply it again, or purge the letter."));
        }
        return redriven.count();
    }

    /** All that are meant and there by now: in their order, so that what was done stays done. */
    @POST
    @Path("/redrive")
    public Count redriveAll(
            @RestQuery @Nullable String function,
            @RestQuery @Nullable String trigger,
            @RestQuery @Nullable String reason,
            @RestQuery @Nullable String olderThan,
            @RestQuery @Nullable String youngerThan)
            throws InterruptedException {
        Redriven redriven = new Redriven(calls, triggers);
        each(filter(function, trigger, reason).age(Instant.now(), olderThan, youngerThan), letter -> {
            redriven.add(letter);
            return true;
        });
        redriven.end();
        return redriven.count();
    }

    @DELETE
    @Path("/{id}")
    public Count purge(@PathParam("id") String id) throws InterruptedException {
        Awaited.of(calls.purge(letter(id).id()));
        return new Count(1, 0);
    }

    @DELETE
    public Count purgeAll(
            @RestQuery @Nullable String function,
            @RestQuery @Nullable String trigger,
            @RestQuery @Nullable String reason,
            @RestQuery @Nullable String olderThan,
            @RestQuery @Nullable String youngerThan)
            throws InterruptedException {
        AtomicInteger count = new AtomicInteger();
        each(filter(function, trigger, reason).age(Instant.now(), olderThan, youngerThan), letter -> {
            Awaited.of(calls.purge(letter.id()));
            count.incrementAndGet();
            return true;
        });
        return new Count(count.get(), 0);
    }

    private LetterFilter filter(@Nullable String function, @Nullable String trigger, @Nullable String reason) {
        return LetterFilter.of(names.namespace())
                .function(names, function)
                .trigger(trigger)
                .reason(reason);
    }

    private void each(LetterFilter such, KeptDeadLetters.Visitor visitor) throws InterruptedException {
        Awaited.of(calls.known());
        try {
            calls.eachDeadLetter(letter -> !such.leaves(letter) || visitor.visit(letter));
        } catch (BrokerAwayException e) {
            throw new ProblemException(Awaited.away(String.valueOf(e.getMessage())));
        }
    }

    private DeadLetter letter(String text) throws InterruptedException {
        Optional<DeadLetter> letter =
                InvocationId.isValid(text) ? Awaited.of(calls.deadLetter(new InvocationId(text))) : Optional.empty();
        return letter.filter(LetterFilter.of(names.namespace())::leaves)
                .orElseThrow(() -> new ProblemException(noSuchLetter(text)));
    }

    private static Problem noSuchLetter(String id) {
        return Problems.of(
                404,
                "no_such_dead_letter",
                "There is no such dead letter",
                "There is no dead letter '" + id
                        + "'. 'sluice dead-letters list' or GET /dead-letters shows those there are.");
    }
}
