package dev.sluice.gateway.api;

import dev.sluice.core.ownership.Barriers;
import dev.sluice.core.ownership.Barriers.Arrival;
import dev.sluice.core.ownership.Gathering;
import dev.sluice.core.ownership.OwnedName;
import dev.sluice.core.ownership.RecordWatch;
import dev.sluice.core.problem.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Barriers: they open for all when all have come. */
@Path("/ownership/barriers/{name}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class BarriersResource {

    private final Names names;
    private final Ownership ownership;

    public BarriersResource(Names names, Ownership ownership) {
        this.names = names;
        this.ownership = ownership;
    }

    /**
     * How a barrier stands.
     *
     * @param generation how many times it has opened
     */
    record Stands(String name, int parties, long generation, List<String> arrived) {

        static Stands of(OwnedName name, Gathering now) {
            return new Stands(name.name(), now.parties(), now.generation(), now.arrived());
        }
    }

    /**
     * Whether it has opened for who came.
     *
     * @param generation to which he came
     */
    record Came(String name, boolean open, long generation, int parties, List<String> arrived) {

        static Came of(OwnedName name, Arrival.Came came) {
            Gathering now = came.now();
            boolean open = now.generation() > came.generation();
            return new Came(name.name(), open, came.generation(), now.parties(), open ? List.of() : now.arrived());
        }
    }

    @GET
    public Stands show(@PathParam("name") String text) {
        OwnedName name = name(text);
        return Stands.of(name, ownership.ofBarriers(barriers -> barriers.gathering(name)));
    }

    @POST
    public Came arrive(
            @PathParam("name") String text,
            @RestQuery @Nullable String party,
            @RestQuery @Nullable String parties,
            @RestQuery @Nullable String generation,
            @RestQuery @Nullable String wait)
            throws InterruptedException {
        OwnedName name = name(text);
        Duration patience = OwnershipQuery.wait(wait);
        OptionalLong before = OwnershipQuery.number("generation", generation);
        int many = Numbers.query("parties", parties, 1, Barriers.MOST_PARTIES, 0);
        if (party == null || !OwnedName.isValid(party) || many == 0) {
            throw new ProblemException(Problems.invalidRequest("Say who comes, and how many must: party=a&parties=3. A"
                    + " party has " + OwnedName.RULE + "; there may be " + Barriers.MOST_PARTIES + "."));
        }
        RecordWatch watch = ownership.watch(name);
        try {
            Arrival arrival = ownership.ofBarriers(barriers -> barriers.arrive(name, party, many, before));
            return switch (arrival) {
                case Arrival.Came came -> Came.of(name, awaited(name, came, watch, patience));
                case Arrival.OtherParties(int others) ->
                    throw new ProblemException(Problems.of(
                            409,
                            "other_parties",
                            "Others wait for another number",
                            "Those who wait at the " + name + " say parties=" + others
                                    + ": say the same, or wait until it has opened."));
                case Arrival.TooMany() ->
                    throw new ProblemException(OwnershipProblems.tooMany("barriers", Barriers.MOST));
            };
        } finally {
            ownership.close(watch);
        }
    }

    private Arrival.Came awaited(OwnedName name, Arrival.Came came, RecordWatch watch, Duration patience)
            throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        Gathering now = came.now();
        while (now.generation() == came.generation() && System.nanoTime() < end && !ownership.isClosing()) {
            watch.await(Duration.ofNanos(end - System.nanoTime()));
            now = ownership.ofBarriers(barriers -> barriers.gathering(name));
            if (now.generation() < came.generation() || now.parties() == 0) {
                throw new ProblemException(noSuchBarrier(name));
            }
        }
        return new Arrival.Came(came.generation(), now);
    }

    @DELETE
    public void remove(@PathParam("name") String text) {
        OwnedName name = name(text);
        if (!ownership.ofBarriers(barriers -> barriers.remove(name))) {
            throw new ProblemException(noSuchBarrier(name));
        }
    }

    private static Problem noSuchBarrier(OwnedName name) {
        return Problems.of(
                404,
                "no_such_barrier",
                "There is no such barrier",
                "There is no " + name + ": nobody has come to it, or it was removed.");
    }

    private OwnedName name(String name) {
        return OwnershipQuery.name(names, OwnedName.Sort.BARRIER, name);
    }
}
