package dev.sluice.events.call;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.settlement.RetryPolicy;
import dev.sluice.core.time.Backoff;
import dev.sluice.events.payload.Payload;
import dev.sluice.events.payload.PayloadFormat;
import dev.sluice.events.stored.Fields;
import dev.sluice.events.stored.HttpFields;
import dev.sluice.events.stored.UnreadableRecordException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Optional;

/**
 * Calls as records of Kafka: the body is the value, byte for byte, or in a file that the record names ({@link PayloadFormat}), and all else
 * stands in header fields, so that Kafka's own tools show what waits. Format 5 is that of those with a fair key, 4 that of those that are bound to a version, 3 of those that
 * name a file, 2 of those with a priority, 1 of all others.
 */
public final class CallFormat {

    private static final String KIND = "call";
    private static final String FAIR_KEY = "fair-key";
    private static final int NEWEST = 5;

    private CallFormat() {}

    /** The key of a call's record: those with the same one stay in order. */
    public static String key(QueuedCall call) {
        return call.terms().key().isEmpty() ? call.id().value() : call.terms().key();
    }

    public static Fields fields(QueuedCall call) {
        CallTerms terms = call.terms();
        RequestHead head = call.head();
        Fields fields = Fields.begin(KIND, format(call))
                .with("id", call.id().value())
                .with("function", call.function().value())
                .with("accepted", call.accepted().toString())
                .with("entry-point", terms.entryPoint().word())
                .with("not-before", terms.notBefore())
                .with("expires", terms.expires())
                .with("callback", call.callback())
                .with("method", head.method())
                .with("path", head.path())
                .with("query", head.query())
                .with("retry", terms.retry().map(CallFormat::retry));
        if (!terms.key().isEmpty()) {
            fields = fields.with("key", terms.key());
        }
        if (terms.priority() != CallTerms.USUAL_PRIORITY) {
            fields = fields.with("priority", Integer.toString(terms.priority()));
        }
        if (terms.version().isPresent()) {
            fields = fields.with("version", Integer.toString(terms.version().getAsInt()));
        }
        if (!terms.fairKey().isEmpty()) {
            fields = fields.with(FAIR_KEY, terms.fairKey());
        }
        for (String function : terms.chain()) {
            fields = fields.with("chain", function);
        }
        return HttpFields.write(PayloadFormat.with(fields, PayloadFormat.BODY, call.body()), head.headers());
    }

    private static int format(QueuedCall call) {
        if (!call.terms().fairKey().isEmpty()) {
            return NEWEST;
        }
        if (call.terms().version().isPresent()) {
            return 4;
        }
        if (call.body() instanceof Payload.Kept) {
            return 3;
        }
        return call.terms().priority() == CallTerms.USUAL_PRIORITY ? 1 : 2;
    }

    /** The value of a call's record. */
    public static ByteBuffer value(QueuedCall call) {
        return PayloadFormat.value(call.body());
    }

    /** The fair key of a call, which these fields are of, without reading all of it; empty if it has none. */
    public static String fairKey(Fields fields) {
        return fields.find(FAIR_KEY).orElse("");
    }

    /** Attempts, age, the first and the longest pause, the last three by ISO 8601. */
    private static String retry(RetryPolicy policy) {
        Backoff backoff = policy.backoff();
        return policy.attempts() + " " + policy.age() + " " + backoff.first() + " " + backoff.longest();
    }

    private static RetryPolicy retry(String told) {
        String[] parts = told.split(" ", -1);
        try {
            if (parts.length == 4) {
                return new RetryPolicy(
                        Integer.parseInt(parts[0]),
                        Duration.parse(parts[1]),
                        new Backoff(Duration.parse(parts[2]), Duration.parse(parts[3])));
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IllegalArgumentException(badRetry(told), e);
        }
        throw new IllegalArgumentException(badRetry(told));
    }

    private static String badRetry(String told) {
        return "the field " + Fields.OURS + "retry is '" + told + "' and does not say how long it is tried";
    }

    public static QueuedCall read(Fields fields, ByteBuffer value) throws UnreadableRecordException {
        fields.format(KIND, NEWEST);
        String id = fields.text("id");
        String function = fields.text("function");
        String entryPoint = fields.text("entry-point");
        if (!InvocationId.isValid(id)) {
            throw new UnreadableRecordException("'" + id + "' is no id of an invocation");
        }
        CallTerms terms;
        try {
            terms = new CallTerms(
                    EntryPoint.of(entryPoint)
                            .orElseThrow(() -> new UnreadableRecordException(
                                    "this build knows no entry point '" + entryPoint + "'")),
                    fields.findInstant("not-before"),
                    fields.findInstant("expires"),
                    fields.find("key").orElse(""),
                    fields.all("chain"),
                    fields.find("retry").map(CallFormat::retry),
                    fields.findCount("priority").orElse(CallTerms.USUAL_PRIORITY),
                    fields.findCount("version"),
                    fairKey(fields));
            Optional<URI> callback = fields.find("callback").map(URI::create);
            return new QueuedCall(
                    new InvocationId(id),
                    FunctionName.ofValue(function)
                            .orElseThrow(() -> new UnreadableRecordException("'" + function + "' is no function")),
                    fields.instant("accepted"),
                    new RequestHead(
                            fields.text("method"), fields.text("path"), fields.text("query"), HttpFields.read(fields)),
                    PayloadFormat.read(fields, PayloadFormat.BODY, value),
                    terms,
                    callback);
        } catch (IllegalArgumentException e) {
            throw new UnreadableRecordException(String.valueOf(e.getMessage()));
        }
    }
}
