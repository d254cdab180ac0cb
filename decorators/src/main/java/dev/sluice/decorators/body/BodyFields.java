package dev.sluice.decorators.body;

import java.util.List;

/** Names of header fields, in small letters, that are wrong once a decorator has put one body in the place of another. */
public final class BodyFields {

    /** Of a request or an answer: what is true of one body only. */
    public static final List<String> OF_THE_BODY =
            List.of("content-encoding", "content-digest", "repr-digest", "digest", "content-md5", "etag");

    /** Of a request: by what an answer could come in pieces, encoded, or not at all. */
    public static final List<String> ABOUT_STORED_OR_CODED_ANSWERS =
            List.of("accept-encoding", "range", "if-range", "if-none-match", "if-modified-since");

    private BodyFields() {}
}
