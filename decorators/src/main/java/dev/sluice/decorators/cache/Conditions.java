package dev.sluice.decorators.cache;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.http.HttpDate;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Requests that ask only for what changed (RFC 9110, 13). */
final class Conditions {

    private static final List<String> FIELDS =
            List.of("if-none-match", "if-modified-since", "if-match", "if-unmodified-since", "if-range");

    /** What a 304 leaves out: it describes a body that is not there. */
    private static final List<String> OF_BODY =
            List.of("content-length", "content-type", "content-encoding", "content-language", "content-range");

    /** What a 304 does not change: it describes the bytes that were kept (RFC 9111, 3.2). */
    private static final List<String> OF_BYTES =
            List.of("content-length", "content-encoding", "content-range", "content-md5", "content-digest");

    /** What tells when the old answer was made, and nothing of when it was found to hold. */
    private static final List<String> OF_MOMENT = List.of("date", "age");

    private static final Pattern ENTITY_TAG = Pattern.compile("(?:W/)?\"[^\"]*\"");

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
    static Answer answer(RequestHead head, Answer answer, Instant now) {
        return answer.status() == 200 && isKnown(head.headers(), answer.headers(), now)
                ? new Answer(
                        304, answer.headers().edited(OF_BODY, Headers.EMPTY), ByteBuffer.allocate(0), Headers.EMPTY)
                : answer;
    }

    /** What was kept, with the newer fields of a 304 in the place of those of the same name (RFC 9111, 4.3.4). */
    static Answer renewed(Answer kept, Headers newer) {
        Headers changes = newer.edited(OF_BYTES, Headers.EMPTY);
        changes = kept.headers().first("etag").isPresent() ? changes.without("etag") : changes;
        List<String> names = new ArrayList<>(OF_MOMENT);
        changes.forEach((name, value) -> names.add(name));
        return kept.with(kept.headers().edited(names, changes));
    }

    private static boolean isKnown(Headers request, Headers answer, Instant now) {
        List<String> tags = request.all("if-none-match");
        if (!tags.isEmpty()) {
            String etag = opaque(answer.first("etag").orElse(""));
            return tags.stream()
                    .anyMatch(field -> field.strip().equals("*")
                            || !etag.isEmpty()
                                    && ENTITY_TAG
                                            .matcher(field)
                                            .results()
                                            .anyMatch(tag -> opaque(tag.group()).equals(etag)));
        }
        Optional<Instant> since = date(request, "if-modified-since", now);
        Optional<Instant> modified = date(answer, "last-modified", now);
        return since.isPresent() && modified.isPresent() && !modified.get().isAfter(since.get());
    }

    private static Optional<Instant> date(Headers headers, String name, Instant now) {
        return headers.first(name).flatMap(text -> HttpDate.parse(text, now));
    }

    /** Tags compare weakly here (RFC 9110, 13.1.2). */
    private static String opaque(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }
}
