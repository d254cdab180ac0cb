package dev.sluice.gateway.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.function.Access;
import dev.sluice.core.function.DurationText;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.problem.Problem;
import dev.sluice.events.async.AsyncCalls;
import dev.sluice.events.invocation.InvocationState;
import dev.sluice.events.invocation.InvocationWatch;
import dev.sluice.events.payload.KeptPayloads;
import dev.sluice.gateway.async.Accepting;
import dev.sluice.gateway.async.CallSecrets;
import dev.sluice.gateway.invoke.RouteTable;
import dev.sluice.gateway.security.Tokens;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What became of calls that nobody waits for: read, wait for, cancel. Open to whoever has the secret of the call, or a token that opens it. */
@Path("/invocations/{id}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class InvocationsResource {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private final AsyncCalls calls;
    private final KeptPayloads payloads;
    private final CallSecrets secrets;
    private final Tokens tokens;
    private final RouteTable routes;
    private final ObjectMapper json;
    private final Followers followers = new Followers("calls");

    public InvocationsResource(
            AsyncCalls calls,
            KeptPayloads payloads,
            CallSecrets secrets,
            Tokens tokens,
            RouteTable routes,
            ObjectMapper json) {
        this.calls = calls;
        this.payloads = payloads;
        this.secrets = secrets;
        this.tokens = tokens;
        this.routes = routes;
        this.json = json;
    }

    @GET
    @Produces({MediaType.APPLICATION_JSON, MediaType.SERVER_SENT_EVENTS})
    public Response read(
            @PathParam("id") String id,
            @RestQuery @Nullable String wait,
            @RestQuery @Nullable String follow,
            @HeaderParam("Accept") @Nullable String accept,
            @HeaderParam(Accepting.SECRET) @Nullable String secret,
            @HeaderParam("Authorization") @Nullable String authorization,
            RoutingContext request)
            throws InterruptedException {
        Duration patience = patience(wait);
        boolean follows = Followers.wanted(follow, accept);
        InvocationState state = opened(id, secret, authorization);
        if (follows) {
            return followed(state, request);
        }
        if (!patience.isZero() && !state.standing().isOver()) {
            state = Awaited.of(calls.await(state.call().id(), patience)).orElse(state);
        }
        return Response.ok(InvocationAnswer.of(state, payloads), MediaType.APPLICATION_JSON_TYPE)
                .header("Cache-Control", "no-store")
                .build();
    }

    private Response followed(InvocationState known, RoutingContext request) throws InterruptedException {
        InvocationId id = known.call().id();
        InvocationWatch watch = calls.watch(id);
        try {
            InvocationState now = Awaited.of(calls.find(id)).orElse(known);
            return followers.follow(new InvocationFeed(now, watch, payloads, json), request);
        } catch (ProblemException e) {
            watch.close();
            throw e;
        }
    }

    @DELETE
    public Response cancel(
            @PathParam("id") String id,
            @HeaderParam(Accepting.SECRET) @Nullable String secret,
            @HeaderParam("Authorization") @Nullable String authorization)
            throws InterruptedException {
        InvocationState state = opened(id, secret, authorization);
        if (state.standing().isOver()) {
            throw new ProblemException(Problems.of(
                    409,
                    "invocation_over",
                    "The call is over",
                    "The call " + id + " is over: it is " + state.standing().word() + ", and cannot be cancelled."));
        }
        Optional<InvocationState> cancelled =
                Awaited.of(calls.cancel(state.call().id()));
        return Response.accepted(InvocationAnswer.of(cancelled.orElse(state), payloads))
                .build();
    }

    private static Duration patience(@Nullable String wait) {
        if (wait == null || wait.isEmpty()) {
            return Duration.ZERO;
        }
        return DurationText.parse(wait)
                .filter(duration -> duration.compareTo(LONGEST_WAIT) <= 0)
                .orElseThrow(() -> new ProblemException(Problems.invalidRequest("wait is '" + wait + "'. Allowed is "
                        + DurationText.RULE + ", up to " + LONGEST_WAIT.toSeconds() + "s.")));
    }

    /** The state of a call, for whom it may be shown; others are not told whether it is there. */
    private InvocationState opened(String text, @Nullable String secret, @Nullable String authorization)
            throws InterruptedException {
        if (!InvocationId.isValid(text)) {
            throw new ProblemException(noSuchInvocation(text));
        }
        InvocationId id = new InvocationId(text);
        boolean bySecret = secret != null && secrets.opens(secret, id);
        if (!bySecret && tokens.unknown(authorization)) {
            throw new ProblemException(Problems.of(
                    401,
                    "no_secret",
                    "The secret of the call is needed",
                    "Send the header '" + Accepting.SECRET + "' that the answer 202 had, or 'Authorization: Bearer"
                            + " TOKEN' with a token that manages the namespace of the function."));
        }
        InvocationState state =
                Awaited.of(calls.find(id)).orElseThrow(() -> new ProblemException(noSuchInvocation(text)));
        FunctionName function = state.call().function();
        if (!bySecret && !tokens.manages(authorization, function.namespace()) && !mayCall(authorization, function)) {
            throw new ProblemException(noSuchInvocation(text));
        }
        return state;
    }

    /** Who shows the token that the function takes from its callers. */
    private boolean mayCall(@Nullable String authorization, FunctionName function) {
        return routes.find(function.value())
                        .filter(route -> route.version().spec().access() == Access.TOKEN)
                        .isPresent()
                && tokens.opensFunctions(authorization, function);
    }

    private static Problem noSuchInvocation(String id) {
        return Problems.of(
                404,
                "no_such_invocation",
                "There is no such call",
                "There is no call '" + id
                        + "' whose outcome you may read: it ended long ago, or belongs to somebody else,"
                        + " or never was.");
    }
}
