package dev.sluice.gateway.framing;

import dev.sluice.core.invocation.Component;
import dev.sluice.core.problem.Problem;
import dev.sluice.core.problem.Problem.Kind;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;

/** The problems of requests that are refused for their syntax. */
final class Refusals {

    private static final Kind BAD_REQUEST = kind(400, "bad_request", "This is not a request that HTTP allows");
    private static final Kind UNKNOWN_VERSION =
            kind(505, "unknown_http_version", "This version of HTTP is not spoken here");
    private static final Kind LINE_TOO_LONG = kind(414, "uri_too_long", "The request line is too long");
    private static final Kind HEADERS_TOO_LARGE = kind(431, "headers_too_large", "The headers are too large");

    private Refusals() {}

    static Problem problem(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException _ ->
                Problem.of(
                        LINE_TOO_LONG,
                        "The request line has more than " + StrictRequestDecoder.MAX_LINE_BYTES
                                + " bytes. Put what is long into the body.");
            case TooLongHttpHeaderException _ ->
                Problem.of(
                        HEADERS_TOO_LARGE,
                        "The request's headers have more than " + StrictRequestDecoder.MAX_HEADER_BYTES
                                + " bytes in all. Send less of them, or put it into the body.");
            case AmbiguousFramingException _ ->
                Problem.of(
                        BAD_REQUEST,
                        "Where the request ends could be read in two ways, so it was not read. Send either a"
                                + " Content-Length or, in HTTP/1.1, 'Transfer-Encoding: chunked'.");
            case BadHostException _ ->
                Problem.of(
                        BAD_REQUEST,
                        "A request of HTTP/1.1 has one header Host, with a host as in 'Host: example.org:8080', and one of"
                                + " HTTP/2 has it or :authority. This one has none, several, or one that is no host, so it was"
                                + " not read.");
            case UnknownVersionException _ ->
                Problem.of(
                        UNKNOWN_VERSION,
                        "The request names a version of HTTP that is not spoken so. Spoken are HTTP/1.0, HTTP/1.1, and"
                                + " HTTP/2 with its own preface.");
            case BadTargetException _ ->
                Problem.of(
                        BAD_REQUEST,
                        "The request's target does not begin with '/', has a blank or a control character, or its path has a"
                                + " '%' that two hexadecimal digits do not follow. Write such characters as %20 or %25.");
            case BadChunkException _ ->
                Problem.of(
                        BAD_REQUEST,
                        "A chunk of the body is not written as HTTP/1.1 has it (RFC 9112, 7.1): a size of at most eight"
                                + " hexadecimal digits, below 2 GiB, and lines that end with CRLF. Nothing more is read.");
            default ->
                Problem.of(
                        BAD_REQUEST,
                        "The request's first line, a header or the length of its body is not written as HTTP has it"
                                + " (RFC 9110, 9112 and 9113), so it was not read.");
        };
    }

    private static Kind kind(int status, String reason, String title) {
        return new Kind(status, Component.GATEWAY, reason, title);
    }
}
