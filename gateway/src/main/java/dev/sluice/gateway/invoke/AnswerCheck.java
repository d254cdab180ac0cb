package dev.sluice.gateway.invoke;

import dev.sluice.core.invocation.HeaderSyntax;
import dev.sluice.core.invocation.Headers;

/**
 * Checks that what a function, an upstream or a decorator answers can be sent as HTTP: a final status, legal header fields (RFC 9110, 5), and as
 * much body as it promised. The first fault counts; after it nothing is handed on.
 */
public final class AnswerCheck {

    private static final long UNKNOWN = -1;

    private final boolean headRequest;
    private String fault = "";
    private long promised = UNKNOWN;
    private long sent;

    public AnswerCheck(String method) {
        headRequest = method.equals("HEAD");
    }

    /** Why the answer cannot be sent, inside a sentence; empty while it can. */
    public String fault() {
        return fault;
    }

    public boolean head(int status, Headers headers) {
        if (status < 200 || status > 599) {
            fault = "its status is " + status + ", allowed is 200 to 599";
            return false;
        }
        boolean lengthCounts = !headRequest && status != 204 && status != 304;
        for (int i = 0; i < headers.size() && fault.isEmpty(); i++) {
            field(headers.name(i), headers.value(i));
            if (lengthCounts && headers.name(i).equalsIgnoreCase("content-length")) {
                promise(headers.value(i).strip());
            }
        }
        return fault.isEmpty();
    }

    /** Fields of an answer that somebody else makes. */
    public boolean fields(Headers fields) {
        for (int i = 0; i < fields.size() && fault.isEmpty(); i++) {
            field(fields.name(i), fields.value(i));
        }
        return fault.isEmpty();
    }

    public boolean body(int bytes) {
        sent += bytes;
        if (fault.isEmpty() && promised != UNKNOWN && sent > promised) {
            fault = "it sends more bytes than the " + promised + " of its Content-Length";
        }
        return fault.isEmpty();
    }

    public boolean end(Headers trailers) {
        for (int i = 0; i < trailers.size() && fault.isEmpty(); i++) {
            field(trailers.name(i), trailers.value(i));
        }
        if (fault.isEmpty() && promised != UNKNOWN && sent < promised) {
            fault = "it sends " + sent + " bytes where its Content-Length is " + promised;
        }
        return fault.isEmpty();
    }

    private void promise(String length) {
        try {
            long value = Long.parseLong(length);
            if (value < 0 || promised != UNKNOWN && promised != value || length.startsWith("+")) {
                throw new NumberFormatException();
            }
            promised = value;
        } catch (NumberFormatException e) {
            fault = "its Content-Length '" + length + "' is no length";
        }
    }

    private void field(String name, String value) {
        if (!HeaderSyntax.isName(name)) {
            fault = "the header name '" + name + "' has characters that HTTP forbids";
        } else if (!HeaderSyntax.isValue(value)) {
            fault = "the header '" + name + "' has a line break or another character that HTTP forbids";
        }
    }
}
