package dev.sluice.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.ownership.OwnedKeys;
import dev.sluice.core.ownership.OwnedKeys.Change;
import dev.sluice.core.ownership.OwnedKeys.Condition;
import dev.sluice.core.ownership.OwnedName;
import dev.sluice.core.ownership.OwnedValue;
import dev.sluice.core.ownership.RecordWatch;
import dev.sluice.core.state.Version;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Keys: small values that are changed by compare and set, and waited for. */
@Path("/ownership/keys")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class KeysResource {

    private static final String KEY = "/{name}";

    /** After the machine's clock says so, a key is gone. */
    private static final Duration PAST_EXPIRY = Duration.ofMillis(2);

    private final Names names;
    private final Ownership ownership;
    private final ObjectMapper json;
    private final Followers followers = new Followers("keys");

    public KeysResource(Names names, Ownership ownership, ObjectMapper json) {
        this.names = names;
        this.ownership = ownership;
        this.json = json;
    }

    /** A key; {@code version} is 0 and the rest is left out if there is none. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Key(String name, Optional<String> value, long version, Optional<Instant> expiresAt, OptionalLong token) {

        static Key of(OwnedName name, Optional<OwnedValue> there) {
            return new Key(
                    name.name(),
                    there.map(OwnedValue::text),
                    there.map(OwnedValue::version).orElse(Version.NONE).number(),
                    there.flatMap(OwnedValue::expiresAt),
                    there.filter(value -> value.fence() > 0)
                            .map(value -> OptionalLong.of(value.fence()))
                            .orElse(OptionalLong.empty()));
        }
    }

    /** What a change made. */
    record Written(String name, long version) {}

    @GET
    public Map<String, List<String>> list() {
        return Map.of("keys", ownership.ofKeys(keys -> keys.names(names.namespace())));
    }

    @GET
    @Path(KEY)
    @Produces({MediaType.APPLICATION_JSON, MediaType.SERVER_SENT_EVENTS})
    public Response show(
            @PathParam("name") String text,
            @RestQuery @Nullable String wait,
            @RestQuery @Nullable String after,
            @RestQuery @Nullable String follow,
            @HeaderParam("Accept") @Nullable String accept,
            RoutingContext request)
            throws InterruptedException {
        OwnedName name = name(text);
        Duration patience = OwnershipQuery.wait(wait);
        OptionalLong before = OwnershipQuery.number("after", after);
        if (Followers.wanted(follow, accept)) {
            return followed(name, request);
        }
        Optional<OwnedValue> there = before.isEmpty() ? get(name) : changed(name, before.getAsLong(), patience);
        if (there.isEmpty()) {
            throw new ProblemException(OwnershipProblems.noSuchKey(name));
        }
        return Response.ok(Key.of(name, there), MediaType.APPLICATION_JSON_TYPE).build();
    }

    private Optional<OwnedValue> get(OwnedName name) {
        return ownership.ofKeys(keys -> keys.get(name));
    }

    /** How it stands when its version is not {@code before}, or after the time. */
    private Optional<OwnedValue> changed(OwnedName name, long before, Duration patience) throws InterruptedException {
        RecordWatch watch = ownership.watch(name);
        try {
            long end = System.nanoTime() + patience.toNanos();
            Optional<OwnedValue> there = get(name);
            while (Key.of(name, there).version() == before && System.nanoTime() < end && !ownership.isClosing()) {
                Duration left = Duration.ofNanos(end - System.nanoTime());
                Duration stands = stands(there, left);
                watch.await(stands.compareTo(left) < 0 ? stands : left);
                there = get(name);
            }
            return there;
        } finally {
            ownership.close(watch);
        }
    }

    private static Duration stands(Optional<OwnedValue> there, Duration otherwise) {
        return there.flatMap(OwnedValue::expiresAt)
                .map(expiry -> Duration.between(Instant.now(), expiry).plus(PAST_EXPIRY))
                .orElse(otherwise);
    }

    private Response followed(OwnedName name, RoutingContext request) {
        RecordWatch watch = ownership.watch(name);
        try {
            return followers.follow(new ChangeFeed(ownership, watch, () -> seen(name), json), request);
        } catch (ProblemException e) {
            ownership.close(watch);
            throw e;
        }
    }

    private ChangeFeed.Seen seen(OwnedName name) {
        Optional<OwnedValue> there = get(name);
        return new ChangeFeed.Seen(Key.of(name, there), stands(there, Duration.ofHours(1)));
    }

    @PUT
    @Path(KEY)
    @Consumes(MediaType.WILDCARD)
    public Written put(
            @PathParam("name") String text,
            @RestQuery @Nullable String ifVersion,
            @RestQuery @Nullable String ifValue,
            @RestQuery @Nullable String ttl,
            @RestQuery @Nullable String token,
            InputStream body) {
        OwnedName name = name(text);
        Condition condition = condition(ifVersion, ifValue);
        Optional<Duration> length = OwnershipQuery.ttl(ttl);
        OptionalLong fence = OwnershipQuery.number("token", token);
        String value = value(body);
        return written(name, fence, ownership.ofKeys(keys -> keys.put(name, value, condition, length, fence)));
    }

    @DELETE
    @Path(KEY)
    public void delete(
            @PathParam("name") String text,
            @RestQuery @Nullable String ifVersion,
            @RestQuery @Nullable String ifValue,
            @RestQuery @Nullable String token) {
        OwnedName name = name(text);
        Condition condition = condition(ifVersion, ifValue);
        OptionalLong fence = OwnershipQuery.number("token", token);
        Change change = ownership.ofKeys(keys -> keys.delete(name, condition, fence));
        if (condition instanceof Condition.Any && change.equals(new Change.Differs(Optional.empty()))) {
            throw new ProblemException(OwnershipProblems.noSuchKey(name));
        }
        written(name, fence, change);
    }

    private static Written written(OwnedName name, OptionalLong fence, Change change) {
        return switch (change) {
            case Change.Made(Version version) -> new Written(name.name(), version.number());
            case Change.Differs(Optional<OwnedValue> there) ->
                throw new ProblemException(OwnershipProblems.differs(name, there));
            case Change.Fenced(long greatest) ->
                throw new ProblemException(OwnershipProblems.fenced(name, fence.orElse(0), greatest));
            case Change.TooMany() -> throw new ProblemException(OwnershipProblems.tooMany("keys", OwnedKeys.MOST));
        };
    }

    private static Condition condition(@Nullable String ifVersion, @Nullable String ifValue) {
        OptionalLong version = OwnershipQuery.number("ifVersion", ifVersion);
        if (version.isPresent() && ifValue != null) {
            throw new ProblemException(
                    Problems.invalidRequest("Say ifVersion or ifValue, and not both: a version says more."));
        }
        return version.isPresent()
                ? new Condition.VersionIs(new Version(version.getAsLong()))
                : ifValue == null ? new Condition.Any() : new Condition.ValueIs(ifValue);
    }

    private static String value(InputStream body) {
        try {
            byte[] bytes = body.readNBytes(OwnedKeys.MAX_VALUE_BYTES + 1);
            if (bytes.length > OwnedKeys.MAX_VALUE_BYTES) {
                throw new ProblemException(OwnershipProblems.valueTooLong(OwnedKeys.MAX_VALUE_BYTES));
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ProblemException(
                    Problems.invalidRequest("The value is not UTF-8, and keys hold text: encode it, as in base64."));
        } catch (IOException e) {
            throw new ProblemException(Problems.invalidRequest("The value broke off before its end: send it again."));
        }
    }

    private OwnedName name(String name) {
        return OwnershipQuery.name(names, OwnedName.Sort.KEY, name);
    }
}
