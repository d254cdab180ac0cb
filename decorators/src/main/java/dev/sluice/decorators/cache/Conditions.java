package dev.sluice.decorators.cache;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Requests that ask only for what changed (RFC 9110, 13). */
final class Conditions {

    private static final List<String> FIELDS =
            List.of("if-none-match", "if-modified-since", "if-match", "if-unmodified-since", "if-range");

    /** What a 304 leaves out: it describes a body that is not there. */
    private static final List<String> OF_BODY =
            List.of("content-length", "content-type", "content-encoding", "content-language", "content-range");

    private Conditions() {}

    /** The request without conditions of its own, and with those that ask whether {@code known} still holds. */
    static RequestHead asking(RequestHead head, Optional<Stored> known) {
        Headers headers = head.headers().edited(FIELDS, Headers.EMPTY);
        Optional<String> etag = known.flatMap(Stored::etag);
        Optional<String> modified = known.flatMap(Stored::lastModified);
        headers = etag.isPresent() ? headers.plus("if-none-match", etag.get()) : headers;
        headers = modified.isPresent() ? headers.plus("if-modified-since", modified.get()) : headers;
        return new RequestHead(head.method(), head.path(), head.query(), headers);
    }

    /** The answer, or a 304 if the caller has it already. */
    static Answer answer(RequestHead head, Answer answer) {
        return answer.status() == 200 && isKnown(head.headers(), answer.headers())
                ? new Answer(
                        304, answer.headers().edited(OF_BODY, Headers.EMPTY), ByteBuffer.allocate(0), Headers.EMPTY)
                : answer;
    }

    /** What was kept, with the newer fields of a 304 (RFC 9111, 4.3.4). */
    static Answer renewed(Answer kept, Headers newer) {
        Answer answer = kept;
        for (int i = 0; i < newer.size(); i++) {
            String name = newer.name(i);
            answer = OF_BODY.contains(name.toLowerCase(Locale.ROOT)) ? answer : answer.with(name, newer.value(i));
        }
        return answer;
    }

    private static boolean isKnown(Headers request, Headers answer) {
        List<String> tags = request.all("if-none-match");
        if (!tags.isEmpty()) {
            String etag = opaque(answer.first("etag").orElse(""));
            return tags.stream()
                    .flatMap(field -> Arrays.stream(field.split(",")))
                    .map(String::strip)
                    .anyMatch(tag ->
                            tag.equals("*") || !etag.isEmpty() && opaque(tag).equals(etag));
        }
        Optional<Instant> since = HttpDates.read(request, "if-modified-since");
        Optional<Instant> modified = HttpDates.read(answer, "last-modified");
        return since.isPresent() && modified.isPresent() && !modified.get().isAfter(since.get());
    }

    /** Tags compare weakly here (RFC 9110, 13.1.2). */
    private static String opaque(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }
}
