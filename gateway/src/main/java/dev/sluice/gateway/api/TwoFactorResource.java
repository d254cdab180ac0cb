package dev.sluice.gateway.api;

import dev.sluice.core.invocation.Authorization;
import dev.sluice.decorators.twofactor.account.User;
import dev.sluice.decorators.twofactor.code.QrCode;
import dev.sluice.decorators.twofactor.login.Enrolments;
import dev.sluice.decorators.twofactor.login.Enrolments.Enrolment;
import dev.sluice.decorators.twofactor.login.Enrolments.Verification;
import dev.sluice.decorators.twofactor.login.SecondFactor;
import dev.sluice.gateway.http.HttpEntryPoint;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Second factors of users: enrol, list, reset, try a code; and, for notifiers, register a code. */
@Path("/two-factor")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class TwoFactorResource {

    private final Names names;
    private final Enrolments enrolments;
    private final SecondFactor factor;
    private final HttpEntryPoint entryPoint;

    public TwoFactorResource(Names names, Enrolments enrolments, SecondFactor factor, HttpEntryPoint entryPoint) {
        this.names = names;
        this.enrolments = enrolments;
        this.factor = factor;
        this.entryPoint = entryPoint;
    }

    /** What may be told of a user; {@code lockedUntil} is {@code reset} when only a reset helps. */
    public record Line(
            String user,
            Instant enrolledAt,
            boolean app,
            String address,
            int recoveryCodes,
            int failures,
            @Nullable String lockedUntil) {}

    /** Told once. What belongs to an app is null for a user without one. */
    public record Enrolled(
            String user,
            @Nullable String secret,
            @Nullable String uri,
            @Nullable String qrPng,
            @Nullable String qrText,
            List<String> recoveryCodes) {}

    /** Which factor a code showed. */
    public record Verified(String user, String factor) {}

    @GET
    @Path("/users")
    public Map<String, List<Line>> list() {
        return Map.of(
                "users",
                enrolments.list(names.namespace()).stream()
                        .map(TwoFactorResource::line)
                        .toList());
    }

    @PUT
    @Path("/users/{user}")
    @Consumes(MediaType.WILDCARD)
    public Response enrol(@PathParam("user") String name, InputStream body, @Context HttpServerRequest request) {
        User user = user(name);
        TwoFactorBodies.Enrolment wanted = TwoFactorBodies.enrolment(body);
        return switch (enrolments.enrol(user, wanted.app(), wanted.address(), entryPoint.client(request))) {
            case Enrolment.Made made ->
                Response.status(Response.Status.CREATED)
                        .header("Cache-Control", "no-store")
                        .entity(enrolled(user, made))
                        .build();
            case Enrolment.AlreadyEnrolled() ->
                throw new ProblemException(Problems.of(
                        409,
                        "already_enrolled",
                        "The user is enrolled",
                        "The user '" + name + "' has a second factor already, and what belongs to it is told only once."
                                + " Reset it first, with 'sluice two-factor reset' or DELETE /two-factor/users/" + name
                                + "."));
        };
    }

    @DELETE
    @Path("/users/{user}")
    public void reset(@PathParam("user") String name, @Context HttpServerRequest request) {
        if (!enrolments.reset(user(name), entryPoint.client(request))) {
            throw noSuchUser(name);
        }
    }

    @POST
    @Path("/users/{user}/verify")
    @Consumes(MediaType.WILDCARD)
    public Verified verify(@PathParam("user") String name, InputStream body, @Context HttpServerRequest request) {
        User user = user(name);
        return switch (enrolments.verify(user, TwoFactorBodies.code(body), entryPoint.client(request))) {
            case Verification.Good(var shown) -> new Verified(name, shown.word());
            case Verification.NoSuchUser() -> throw noSuchUser(name);
            case Verification.Locked(Instant until) ->
                throw new ProblemException(Problems.of(
                        409,
                        "locked_out",
                        "The user is locked out",
                        "The user '" + name + "' gave too many wrong codes: " + lockWords(until)));
            case Verification.NotAccepted() ->
                throw new ProblemException(Problems.of(
                        422,
                        "code_not_accepted",
                        "The code is not accepted",
                        "The code is neither a present one of the app nor an unused recovery code of '" + name
                                + "'. A code of the app counts once and for about a minute: wait for the next, and check"
                                + " that the phone's clock is right."));
        };
    }

    @POST
    @Path("/challenges/{challenge}/code")
    @Consumes(MediaType.WILDCARD)
    public void register(
            @PathParam("challenge") String challenge,
            @HeaderParam("Authorization") @Nullable String authorization,
            InputStream body) {
        String token = Optional.ofNullable(authorization)
                .flatMap(Authorization::bearer)
                .orElse("");
        switch (factor.register(challenge, token, TwoFactorBodies.code(body))) {
            case TAKEN -> {}
            case NOT_WAITING ->
                throw new ProblemException(Problems.of(
                        404,
                        "no_such_challenge",
                        "No challenge waits for a code",
                        "No challenge waits for a code with this token. A code is registered once, before the challenge"
                                + " expires, with 'Authorization: Bearer' and the token that came with the notice."));
            case BAD_CODE ->
                throw new ProblemException(Problems.of(
                        400,
                        "bad_code",
                        "The code has not the right form",
                        "The code must have as many digits as the notice says, and nothing else."));
        }
    }

    private static Line line(Enrolments.Enrolled user) {
        Optional<String> locked =
                user.lockedUntil().map(until -> until.equals(Instant.MAX) ? "reset" : until.toString());
        return new Line(
                user.user().name(),
                user.since(),
                user.app(),
                user.address(),
                user.recoveryCodes(),
                user.failures(),
                locked.orElse(null));
    }

    private static Enrolled enrolled(User user, Enrolment.Made made) {
        Optional<QrCode> qr = made.uri().map(QrCode::of);
        return new Enrolled(
                user.name(),
                made.secret().orElse(null),
                made.uri().orElse(null),
                qr.map(code -> Base64.getEncoder().encodeToString(code.png())).orElse(null),
                qr.map(QrCode::terminal).orElse(null),
                made.recoveryCodes());
    }

    private User user(String name) {
        if (!User.isValid(name)) {
            throw new ProblemException(
                    Problems.invalidName("This cannot be the name of a user. Allowed: " + User.RULE + "."));
        }
        return new User(names.namespace(), name);
    }

    private static ProblemException noSuchUser(String name) {
        return new ProblemException(Problems.of(
                404,
                "no_such_user",
                "There is no such user",
                "Nobody is enrolled as '" + name
                        + "'. 'sluice two-factor list' or GET /two-factor/users shows who is."));
    }

    private static String lockWords(Instant until) {
        return until.equals(Instant.MAX)
                ? "only a reset helps now."
                : "wait until " + until + ", or reset and enrol the user again.";
    }
}
