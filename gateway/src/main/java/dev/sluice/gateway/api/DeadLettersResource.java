package dev.sluice.gateway.api;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.problem.Problem;
import dev.sluice.events.async.AsyncCalls;
import dev.sluice.events.broker.BrokerAwayException;
import dev.sluice.events.call.Acceptance;
import dev.sluice.events.deadletter.DeadLetter;
import dev.sluice.events.deadletter.DeadWork;
import dev.sluice.events.deadletter.KeptDeadLetters;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
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

    public DeadLettersResource(Names names, AsyncCalls calls) {
        this.names = names;
        this.calls = calls;
    }

    /** How many letters something was done with. */
    public record Count(int count) {}

    @GET
    public Map<String, List<DeadLetterAnswer>> list(
            @RestQuery @Nullable String function, @RestQuery @Nullable String limit) throws InterruptedException {
        int most = Numbers.query("limit", limit, 1, MOST, USUAL);
        List<DeadLetterAnswer> lines = new ArrayList<>();
        each(function, letter -> {
            lines.add(DeadLetterAnswer.line(letter));
            return lines.size() < most;
        });
        return Map.of("deadLetters", lines);
    }

    @GET
    @Path("/{id}")
    public DeadLetterAnswer show(@PathParam("id") String id) throws InterruptedException {
        return DeadLetterAnswer.whole(letter(id));
    }

    @POST
    @Path("/{id}/redrive")
    public Count redrive(@PathParam("id") String id) throws InterruptedException {
        DeadLetter letter = letter(id);
        if (letter.work() instanceof DeadWork.TopicRecord record) {
            throw new ProblemException(Problems.of(
                    409,
                    "record_of_topic",
                    "The letter is a record of a topic",
                    "The letter holds a record of the topic '" + record.topic() + "' that the trigger '"
                            + record.trigger()
                            + "' brought, and those are not redriven. Publish what it shows anew, and purge it."));
        }
        redriven(letter);
        return new Count(1);
    }

    /** All calls of a function, or of the namespace, that are there by now: one after the other, so that what was done stays done. */
    @POST
    @Path("/redrive")
    public Count redriveAll(@RestQuery @Nullable String function) throws InterruptedException {
        AtomicInteger count = new AtomicInteger();
        each(function, letter -> {
            if (letter.work() instanceof DeadWork.Call) {
                redriven(letter);
                count.incrementAndGet();
            }
            return true;
        });
        return new Count(count.get());
    }

    @DELETE
    @Path("/{id}")
    public Count purge(@PathParam("id") String id) throws InterruptedException {
        Awaited.of(calls.purge(letter(id).id()));
        return new Count(1);
    }

    @DELETE
    public Count purgeAll(@RestQuery @Nullable String function) throws InterruptedException {
        AtomicInteger count = new AtomicInteger();
        each(function, letter -> {
            Awaited.of(calls.purge(letter.id()));
            count.incrementAndGet();
            return true;
        });
        return new Count(count.get());
    }

    private void each(@Nullable String function, KeptDeadLetters.Visitor visitor) throws InterruptedException {
        Predicate<DeadLetter> such = of(function);
        Awaited.of(calls.known());
        try {
            calls.eachDeadLetter(letter -> !such.test(letter) || visitor.visit(letter));
        } catch (BrokerAwayException e) {
            throw new ProblemException(Awaited.away(String.valueOf(e.getMessage())));
        }
    }

    private void redriven(DeadLetter letter) throws InterruptedException {
        if (Awaited.of(calls.redrive(letter)) instanceof Acceptance.Refused refused) {
            throw new ProblemException(
                    Problems.of(503, refused.reason(), "The letter stays where it is", refused.detail()));
        }
    }

    private Predicate<DeadLetter> of(@Nullable String function) {
        Namespace namespace = names.namespace();
        if (function == null || function.isEmpty()) {
            return letter -> letter.function().namespace().equals(namespace);
        }
        FunctionName name = names.function(function);
        return letter -> letter.function().equals(name);
    }

    private DeadLetter letter(String text) throws InterruptedException {
        Optional<DeadLetter> letter =
                InvocationId.isValid(text) ? Awaited.of(calls.deadLetter(new InvocationId(text))) : Optional.empty();
        return letter.filter(of(null)).orElseThrow(() -> new ProblemException(noSuchLetter(text)));
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
