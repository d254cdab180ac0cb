package dev.sluice.core.problem;

import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.InvocationId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An error as a caller is told it (RFC 9457).
 *
 * @param kind what went wrong, the same in every occurrence
 * @param detail a plain sentence about this occurrence that says what to do
 * @param invocation the call that it belongs to, if any
 * @param function what the function's own code did wrong, if it did
 * @param retryAfter when trying again may help; zero if it may not
 * @param faults the places in what the caller sent that are wrong, maybe none
 * @param more members of this kind of problem only (RFC 9457, 3.2), in order: texts, whole numbers, lists of texts
 */
public record Problem(
        Kind kind,
        String detail,
        Optional<InvocationId> invocation,
        Optional<FunctionError> function,
        Duration retryAfter,
        List<Fault> faults,
        Map<String, Object> more) {

    public static final String CONTENT_TYPE = "application/problem+json";

    /**
     * What went wrong, the same in every occurrence.
     *
     * @param status of the HTTP answer, 400 to 599
     * @param reason stable, lower-case with underscores; the last part of the problem's {@code type}
     * @param title a few words for people
     */
    public record Kind(int status, Component component, String reason, String title) {
        public Kind {
            if (status < 400 || status > 599) {
                throw new IllegalArgumentException("a problem has a status from 400 to 599, not " + status);
            }
        }

        /** The URI that names this kind, a tag (RFC 4151): it identifies and leads nowhere. */
        public String type() {
            return "tag:sluice.dev,2026:" + reason;
        }
    }

    /**
     * One wrong place.
     *
     * @param path names it, as in {@code environment.PORT}
     * @param message what is wrong there
     * @param allowed what may stand there; empty when the message says it
     */
    public record Fault(String path, String message, String allowed) {}

    public Problem {
        faults = List.copyOf(faults);
        more = Collections.unmodifiableMap(new LinkedHashMap<>(more));
    }

    /** A problem that is only this sentence; the other methods add to it. */
    public static Problem of(Kind kind, String detail) {
        return new Problem(kind, detail, Optional.empty(), Optional.empty(), Duration.ZERO, List.of(), Map.of());
    }

    public Problem during(InvocationId id) {
        return new Problem(kind, detail, Optional.of(id), function, retryAfter, faults, more);
    }

    public Problem causedBy(FunctionError error) {
        return new Problem(kind, detail, invocation, Optional.of(error), retryAfter, faults, more);
    }

    public Problem retryAfter(Duration time) {
        return new Problem(kind, detail, invocation, function, time, faults, more);
    }

    public Problem at(String path, String message, String allowed) {
        List<Fault> all = new ArrayList<>(faults);
        all.add(new Fault(path, message, allowed));
        return new Problem(kind, detail, invocation, function, retryAfter, all, more);
    }

    /** With a member of its own, which must not be called like one that every problem has. */
    public Problem with(String name, String value) {
        return withMember(name, value);
    }

    public Problem with(String name, long value) {
        return withMember(name, value);
    }

    public Problem with(String name, List<String> values) {
        return withMember(name, List.copyOf(values));
    }

    private Problem withMember(String name, Object value) {
        Map<String, Object> all = new LinkedHashMap<>(more);
        all.put(name, value);
        return new Problem(kind, detail, invocation, function, retryAfter, faults, all);
    }

    public int status() {
        return kind.status();
    }

    /** The value of the {@code Retry-After} header in whole seconds, at least 1; empty if there is to be none. */
    public Optional<String> retryAfterHeader() {
        return retryAfter.isZero()
                ? Optional.empty()
                : Optional.of(
                        Long.toString(Math.max(1, retryAfter.plusMillis(999).toSeconds())));
    }

    /** The body of the answer. Members that have nothing to say are left out. */
    public String toJson() {
        JsonText json = new JsonText();
        json.open('{')
                .member("type", kind.type())
                .member("title", kind.title())
                .member("status", kind.status())
                .member("detail", detail)
                .member("component", kind.component().word())
                .member("reason", kind.reason());
        invocation.ifPresent(id -> json.member("invocation", id.value()));
        function.ifPresent(error -> write(error, json));
        if (!faults.isEmpty()) {
            json.name("violations").open('[');
            faults.forEach(fault -> json.open('{')
                    .member("path", fault.path())
                    .member("message", fault.message())
                    .member("allowed", fault.allowed())
                    .close('}'));
            json.close(']');
        }
        more.forEach((name, value) -> write(name, value, json));
        return json.close('}').toString();
    }

    /** {@link #toJson} in UTF-8. */
    public byte[] toBytes() {
        return toJson().getBytes(StandardCharsets.UTF_8);
    }

    private static void write(String name, Object value, JsonText json) {
        switch (value) {
            case Long number -> json.member(name, number);
            case List<?> texts -> {
                json.name(name).open('[');
                texts.forEach(text -> json.value(String.valueOf(text)));
                json.close(']');
            }
            default -> json.member(name, String.valueOf(value));
        }
    }

    private static void write(FunctionError error, JsonText json) {
        json.name("function").open('{');
        if (!error.type().isEmpty()) {
            json.member("type", error.type());
        }
        json.member("message", error.message()).name("frames").open('[');
        error.frames().forEach(json::value);
        json.close(']').close('}');
    }
}
