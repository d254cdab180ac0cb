package dev.sluice.events.invocation;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.events.call.CallTerms;
import dev.sluice.events.payload.Payload;
import dev.sluice.events.payload.PayloadFormat;
import dev.sluice.events.stored.Fields;
import dev.sluice.events.stored.HttpFields;
import dev.sluice.events.stored.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.Header;

/**
 * States as records of Kafka, format 1: the answer is the value, byte for byte, and all else stands in header fields. Format 2 is that of
 * a state with progress, which is the value then, and of one that has a priority; format 3 that of one that names a file: of the body of a
 * call that is not over, or of an answer ({@link PayloadFormat}); format 4 that of a call that is bound to a version; format 5 that
 * of one with a fair key.
 */
final class StateFormat {

    private static final String KIND = "invocation";
    private static final int NEWEST = 5;
    private static final int WITH_VERSION = 4;
    private static final int WITH_PROGRESS = 2;
    private static final int WITH_FILE = 3;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private StateFormat() {}

    static ByteBuffer value(InvocationState state) {
        return state.standing() instanceof Standing.Succeeded done
                ? PayloadFormat.value(done.answer())
                : state.progress();
    }

    static Fields fields(InvocationState state) {
        InvocationState.Accepted call = state.call();
        Fields fields = Fields.begin(KIND, format(state))
                .with("id", call.id().value())
                .with("function", call.function().value())
                .with("accepted", call.accepted().toString())
                .with("due", call.due().toString())
                .with("bytes", Integer.toString(call.bytes()))
                .with("request", call.request())
                .with("changed", state.changed().toString())
                .with("attempts", Integer.toString(state.attempts()))
                .with("counted", Integer.toString(state.counted()));
        if (!call.key().isEmpty()) {
            fields = fields.with("key", call.key());
        }
        if (call.priority() != CallTerms.USUAL_PRIORITY) {
            fields = fields.with("priority", Integer.toString(call.priority()));
        }
        if (call.body().isPresent()) {
            fields = PayloadFormat.with(fields, PayloadFormat.BODY, call.body().get());
        }
        if (call.version().isPresent()) {
            fields = fields.with("version", Integer.toString(call.version().getAsInt()));
        }
        if (state.ranAt() > 0) {
            fields = fields.with("ran-at", Integer.toString(state.ranAt()));
        }
        if (!call.fairKey().isEmpty()) {
            fields = fields.with("fair-key", call.fairKey());
        }
        return standing(callback(fields, state.callback()), state.standing());
    }

    private static int format(InvocationState state) {
        if (!state.call().fairKey().isEmpty()) {
            return NEWEST;
        }
        boolean named = state.call().body().isPresent()
                || state.standing() instanceof Standing.Succeeded done && done.answer() instanceof Payload.Kept;
        if (state.call().version().isPresent()) {
            return WITH_VERSION;
        }
        if (named) {
            return WITH_FILE;
        }
        boolean usual = state.call().priority() == CallTerms.USUAL_PRIORITY
                && !state.progress().hasRemaining();
        return usual ? 1 : WITH_PROGRESS;
    }

    private static Fields callback(Fields fields, Callback callback) {
        return switch (callback) {
            case Callback.None() -> fields;
            case Callback.Pending(int tries, Instant next) ->
                fields.with("callback", "pending")
                        .with("callback-tries", Integer.toString(tries))
                        .with("callback-next", next.toString());
            case Callback.Delivered() -> fields.with("callback", "delivered");
            case Callback.Failed(String error) ->
                fields.with("callback", "failed").with("callback-error", error);
        };
    }

    private static Fields standing(Fields fields, Standing standing) {
        Fields told = fields.with("state", standing.word());
        return switch (standing) {
            case Standing.Waiting _, Standing.Cancelled _, Standing.Expired _ -> told;
            case Standing.Running(Optional<Instant> heldUntil) -> told.with("held-until", heldUntil);
            case Standing.Retrying(Instant next, String error) ->
                told.with("next", next.toString()).with("error", error);
            case Standing.Dead(String reason, String error) ->
                told.with("reason", reason).with("error", error);
            case Standing.Succeeded(int status, var headers, Payload answer, boolean whole) ->
                HttpFields.write(
                        PayloadFormat.with(told, PayloadFormat.ANSWER, answer)
                                .with("status", Integer.toString(status))
                                .with("whole", Boolean.toString(whole)),
                        headers);
        };
    }

    /** Whether the record of a state says that something is left to do, without reading all of it. */
    static boolean isOpen(Iterable<Header> headers) {
        Fields fields = Fields.of(headers);
        if (fields.find("callback").filter("pending"::equals).isPresent()) {
            return true;
        }
        return switch (fields.find("state").orElse("")) {
            case "succeeded", "dead", "cancelled", "expired" -> false;
            default -> true;
        };
    }

    static InvocationState read(Fields fields, ByteBuffer value) throws UnreadableRecordException {
        ByteBuffer progress = fields.format(KIND, NEWEST) >= WITH_PROGRESS ? value : NOTHING;
        String id = fields.text("id");
        String function = fields.text("function");
        try {
            return new InvocationState(
                    new InvocationState.Accepted(
                            new InvocationId(id),
                            FunctionName.ofValue(function)
                                    .orElseThrow(
                                            () -> new UnreadableRecordException("'" + function + "' is no function")),
                            fields.instant("accepted"),
                            fields.instant("due"),
                            fields.count("bytes"),
                            PayloadFormat.read(fields, PayloadFormat.BODY, NOTHING) instanceof Payload.Kept kept
                                    ? Optional.of(kept)
                                    : Optional.empty(),
                            fields.text("request"),
                            fields.find("key").orElse(""),
                            fields.findCount("priority").orElse(CallTerms.USUAL_PRIORITY),
                            fields.findCount("version"),
                            fields.find("fair-key").orElse("")),
                    fields.instant("changed"),
                    fields.count("attempts"),
                    fields.count("counted"),
                    standing(fields, value),
                    callback(fields),
                    progress,
                    fields.findCount("ran-at").orElse(0));
        } catch (IllegalArgumentException e) {
            throw new UnreadableRecordException(String.valueOf(e.getMessage()));
        }
    }

    private static Standing standing(Fields fields, ByteBuffer value) throws UnreadableRecordException {
        String word = fields.text("state");
        return switch (word) {
            case "waiting" -> new Standing.Waiting();
            case "running" -> new Standing.Running(fields.findInstant("held-until"));
            case "retrying" -> new Standing.Retrying(fields.instant("next"), fields.text("error"));
            case "succeeded" ->
                new Standing.Succeeded(
                        fields.count("status"),
                        HttpFields.read(fields),
                        PayloadFormat.read(fields, PayloadFormat.ANSWER, value),
                        Boolean.parseBoolean(fields.text("whole")));
            case "dead" -> new Standing.Dead(fields.text("reason"), fields.text("error"));
            case "cancelled" -> new Standing.Cancelled();
            case "expired" -> new Standing.Expired();
            default -> throw new UnreadableRecordException("this build knows no state '" + word + "'");
        };
    }

    private static Callback callback(Fields fields) throws UnreadableRecordException {
        String word = fields.find("callback").orElse("none");
        return switch (word) {
            case "none" -> new Callback.None();
            case "pending" -> new Callback.Pending(fields.count("callback-tries"), fields.instant("callback-next"));
            case "delivered" -> new Callback.Delivered();
            case "failed" -> new Callback.Failed(fields.text("callback-error"));
            default -> throw new UnreadableRecordException("this build knows no callback that is '" + word + "'");
        };
    }
}
