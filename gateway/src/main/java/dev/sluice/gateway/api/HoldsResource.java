package dev.sluice.gateway.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.ownership.Acquired;
import dev.sluice.core.ownership.Held;
import dev.sluice.core.ownership.OwnedName;
import dev.sluice.core.ownership.OwnedName.Sort;
import dev.sluice.core.ownership.Owners.Wanted;
import dev.sluice.core.ownership.RecordWatch;
import dev.sluice.core.ownership.Standing;
import dev.sluice.core.ownership.Waiting;
import dev.sluice.core.state.Version;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Locks, semaphores and elections: held by those who acquired them, as long as they renew their leases. */
@Path("/ownership/{sort}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class HoldsResource {

    private static final String NAME = "/{name}";
    private static final String TOKEN = NAME + "/{token}";

    private final Names names;
    private final Ownership ownership;
    private final ObjectMapper json;
    private final Followers waiters = new Followers("locks that others hold");
    private final Followers followers = new Followers("who owns something");

    public HoldsResource(Names names, Ownership ownership, ObjectMapper json) {
        this.names = names;
        this.ownership = ownership;
        this.json = json;
    }

    @GET
    public Map<String, List<HoldAnswer.Stands>> list(@PathParam("sort") String sort) {
        Sort listed = OwnershipQuery.sort(sort);
        return Map.of(
                sort,
                ownership.ofOwners(owners -> owners.standings(listed, names.namespace())).entrySet().stream()
                        .map(one -> HoldAnswer.Stands.of(one.getKey(), one.getValue()))
                        .toList());
    }

    @GET
    @Path(NAME)
    @Produces({MediaType.APPLICATION_JSON, MediaType.SERVER_SENT_EVENTS})
    public Response show(
            @PathParam("sort") String sort,
            @PathParam("name") String text,
            @RestQuery @Nullable String wait,
            @RestQuery @Nullable String after,
            @RestQuery @Nullable String follow,
            @HeaderParam("Accept") @Nullable String accept,
            RoutingContext request)
            throws InterruptedException {
        OwnedName name = name(sort, text);
        Duration patience = OwnershipQuery.wait(wait);
        OptionalLong before = OwnershipQuery.number("after", after);
        if (Followers.wanted(follow, accept)) {
            return followed(name, request);
        }
        HoldAnswer.Stands stands = before.isEmpty() ? stands(name) : changed(name, before.getAsLong(), patience);
        return Response.ok(stands, MediaType.APPLICATION_JSON_TYPE).build();
    }

    private HoldAnswer.Stands stands(OwnedName name) throws InterruptedException {
        return HoldAnswer.Stands.of(name, ownership.answer(ownership.owners().standing(name)));
    }

    /** How it stands when its last token is not {@code before}, or after the time. */
    private HoldAnswer.Stands changed(OwnedName name, long before, Duration patience) throws InterruptedException {
        RecordWatch watch = ownership.watch(name);
        try {
            long end = System.nanoTime() + patience.toNanos();
            HoldAnswer.Stands stands = stands(name);
            while (stands.token() == before && System.nanoTime() < end && !ownership.isClosing()) {
                watch.await(Duration.ofNanos(end - System.nanoTime()));
                stands = stands(name);
            }
            return stands;
        } finally {
            ownership.close(watch);
        }
    }

    private Response followed(OwnedName name, RoutingContext request) {
        RecordWatch watch = ownership.watch(name);
        try {
            return followers.follow(
                    new ChangeFeed(ownership, watch, () -> new ChangeFeed.Seen(looked(name)), json), request);
        } catch (ProblemException e) {
            ownership.close(watch);
            throw e;
        }
    }

    private HoldAnswer.Stands looked(OwnedName name) {
        try {
            return stands(name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(Problems.invalidRequest("The request was ended."));
        }
    }

    @POST
    @Path(NAME)
    @Produces({MediaType.APPLICATION_JSON, MediaType.SERVER_SENT_EVENTS})
    public Response acquire(
            @PathParam("sort") String sort,
            @PathParam("name") String text,
            @RestQuery @Nullable String lease,
            @RestQuery @Nullable String wait,
            @RestQuery @Nullable String who,
            @RestQuery @Nullable String value,
            @RestQuery @Nullable String permits,
            @RestQuery @Nullable String follow,
            @HeaderParam("Accept") @Nullable String accept,
            RoutingContext request)
            throws InterruptedException {
        OwnedName name = name(sort, text);
        Duration patience = OwnershipQuery.wait(wait);
        boolean follows = Followers.wanted(follow, accept);
        Wanted wanted = new Wanted(
                permits(name, permits),
                OwnershipQuery.who(who, request),
                OwnershipQuery.lease(lease),
                OwnershipQuery.text("value", value, Wanted.MAX_VALUE_BYTES));
        Waiting waiting = ownership.owners().acquire(name, wanted);
        if (follows) {
            return follow(name, waiting, request);
        }
        request.addEndHandler(end -> {
            if (end.failed()) {
                waiting.abandon();
            }
        });
        return Response.ok(awaited(name, waiting, patience), MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    private static int permits(OwnedName name, @Nullable String permits) {
        int most = name.sort() == Sort.SEMAPHORE ? Wanted.MOST_PERMITS : 1;
        return Numbers.query("permits", permits, 1, most, 1);
    }

    private Response follow(OwnedName name, Waiting waiting, RoutingContext request) {
        try {
            return waiters.follow(new HoldFeed(ownership, name, waiting, json), request);
        } catch (ProblemException e) {
            waiting.abandon();
            throw e;
        }
    }

    private HoldAnswer.Held awaited(OwnedName name, Waiting waiting, Duration patience) throws InterruptedException {
        return held(name, settled(waiting, patience));
    }

    /** Who is told of a failure, or of nothing, must not get it later. */
    private Acquired settled(Waiting waiting, Duration patience) throws InterruptedException {
        boolean settled = false;
        try {
            if (patience.isZero() || !ownership.await(waiting.end(), patience)) {
                waiting.leave();
            }
            Acquired acquired = ownership.answer(waiting.end());
            settled = true;
            return acquired;
        } finally {
            if (!settled) {
                waiting.abandon();
            }
        }
    }

    static HoldAnswer.Held held(OwnedName name, Acquired acquired) {
        return switch (acquired) {
            case Acquired.Granted granted -> HoldAnswer.Held.of(name, granted);
            case Acquired.Left(Standing standing) -> throw new ProblemException(OwnershipProblems.left(name, standing));
            case Acquired.TooManyWait many -> throw new ProblemException(OwnershipProblems.tooManyWait(name, many));
            case Acquired.OtherPermits other -> throw new ProblemException(OwnershipProblems.otherPermits(name, other));
        };
    }

    @PUT
    @Path(TOKEN)
    public HoldAnswer.Held renew(
            @PathParam("sort") String sort, @PathParam("name") String text, @PathParam("token") String token)
            throws InterruptedException {
        OwnedName name = name(sort, text);
        long number = OwnershipQuery.count("The token", token);
        return switch (ownership.answer(ownership.owners().renew(name, new Version(number)))) {
            case Held.Yes(Duration lease) -> HoldAnswer.Held.of(name, number, lease);
            case Held.No(Standing standing) ->
                throw new ProblemException(OwnershipProblems.lost(name, number, standing));
        };
    }

    @DELETE
    @Path(TOKEN)
    public void release(
            @PathParam("sort") String sort, @PathParam("name") String text, @PathParam("token") String token)
            throws InterruptedException {
        OwnedName name = name(sort, text);
        long number = OwnershipQuery.count("The token", token);
        if (ownership.answer(ownership.owners().release(name, new Version(number))) instanceof Held.No(Standing now)) {
            throw new ProblemException(OwnershipProblems.notHeld(name, number, now));
        }
    }

    private OwnedName name(String sort, String name) {
        return OwnershipQuery.name(names, OwnershipQuery.sort(sort), name);
    }
}
