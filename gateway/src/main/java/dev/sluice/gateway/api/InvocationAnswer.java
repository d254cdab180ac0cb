package dev.sluice.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.core.invocation.Headers;
import dev.sluice.events.invocation.Callback;
import dev.sluice.events.invocation.InvocationState;
import dev.sluice.events.invocation.Standing;
import dev.sluice.events.payload.KeptPayloads;
import dev.sluice.events.payload.PayloadLostException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What is told of a call that nobody waits for; in a list without the answer. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record InvocationAnswer(
        String id,
        String namespace,
        String function,
        String state,
        Instant acceptedAt,
        Instant changedAt,
        int attempts,
        int priority,
        @Nullable Integer version,
        @Nullable String key,
        @Nullable String fairKey,
        @Nullable Instant nextAttemptAt,
        @Nullable String reason,
        @Nullable String error,
        @Nullable String callback,
        @Nullable Told progress,
        @Nullable Answered answer) {

    /**
     * Bytes that a function told.
     *
     * @param text if they are text in UTF-8
     * @param base64 otherwise
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Told(@Nullable String text, @Nullable String base64) {

        static @Nullable Told of(ByteBuffer bytes) {
            if (!bytes.hasRemaining()) {
                return null;
            }
            @Nullable String text = InvocationAnswer.text(bytes);
            return new Told(text, text == null ? InvocationAnswer.base64(bytes) : null);
        }
    }

    /** A header field; a name may repeat. */
    record Field(String name, String value) {}

    /**
     * What the function answered.
     *
     * @param text the body, if it is text in UTF-8
     * @param base64 the body otherwise
     * @param omitted why there is no body, if it could not be kept or is lost
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Answered(
            int status,
            List<Field> headers,
            @Nullable BodyText text,
            @Nullable BodyText base64,
            @Nullable String omitted) {

        private static Answered without(Standing.Succeeded done, String why) {
            return new Answered(done.status(), fields(done.headers()), null, null, why);
        }
    }

    static InvocationAnswer line(InvocationState state) {
        return of(state, Optional.empty());
    }

    /** May block, to read the answer. */
    static InvocationAnswer of(InvocationState state, KeptPayloads payloads) {
        return of(state, Optional.of(payloads));
    }

    private static InvocationAnswer of(InvocationState state, Optional<KeptPayloads> payloads) {
        InvocationState.Accepted call = state.call();
        @Nullable Instant next = null;
        @Nullable String reason = null;
        @Nullable String error = null;
        @Nullable Answered answer = null;
        switch (state.standing()) {
            case Standing.Waiting _ -> next = call.due().equals(call.accepted()) ? null : call.due();
            case Standing.Running _, Standing.Cancelled _, Standing.Expired _ -> {}
            case Standing.Retrying(Instant at, String why) -> {
                next = at;
                error = why;
            }
            case Standing.Dead(String why, String how) -> {
                reason = why;
                error = how;
            }
            case Standing.Succeeded done -> answer = payloads.isPresent() ? answered(done, payloads.get()) : null;
        }
        return new InvocationAnswer(
                call.id().value(),
                call.function().namespace().value(),
                call.function().name(),
                state.standing().word(),
                call.accepted(),
                state.changed(),
                state.attempts(),
                call.priority(),
                version(state),
                call.key().isEmpty() ? null : call.key(),
                call.fairKey().isEmpty() ? null : call.fairKey(),
                next,
                reason,
                error,
                callback(state.callback()),
                Told.of(state.progress()),
                answer);
    }

    /** The one that ran it last; before that, the only one that may. */
    private static @Nullable Integer version(InvocationState state) {
        OptionalInt bound = state.call().version();
        if (state.ranAt() > 0) {
            return state.ranAt();
        }
        return bound.isPresent() ? bound.getAsInt() : null;
    }

    private static @Nullable String callback(Callback callback) {
        return switch (callback) {
            case Callback.None() -> null;
            case Callback.Pending _ -> "pending";
            case Callback.Delivered() -> "delivered";
            case Callback.Failed(String error) -> "failed: " + error;
        };
    }

    private static Answered answered(Standing.Succeeded done, KeptPayloads payloads) {
        if (!done.whole()) {
            return Answered.without(
                    done, "The answer has more than 64 MiB, the most that is kept, or the disk had no room for it.");
        }
        try {
            BodyText body = BodyText.of(payloads.readNow(done.answer()));
            return new Answered(
                    done.status(),
                    fields(done.headers()),
                    body.isText() ? body : null,
                    body.isText() ? null : body,
                    null);
        } catch (PayloadLostException e) {
            return Answered.without(done, String.valueOf(e.getMessage()));
        }
    }

    static List<Field> fields(Headers headers) {
        List<Field> fields = new ArrayList<>();
        headers.forEach((name, value) -> fields.add(new Field(name, value)));
        return fields;
    }

    static @Nullable String text(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    static String base64(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return Base64.getEncoder().encodeToString(copy);
    }
}
