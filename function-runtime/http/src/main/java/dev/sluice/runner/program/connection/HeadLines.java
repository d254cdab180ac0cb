package dev.sluice.runner.program.connection;

import dev.sluice.core.invocation.Headers;
import dev.sluice.runner.program.connection.AnswerHead.Framing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Reads the head of an answer out of its lines (RFC 9112, 4 to 6). */
final class HeadLines {

    private static final List<String> OF_ONE_CONNECTION =
            List.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "te", "trailer", "upgrade");

    private HeadLines() {}

    /** Whether {@code status} announces another head of the same answer (RFC 9110, 15.2). */
    static boolean isInterim(int status) {
        return status >= 100 && status < 200 && status != 101;
    }

    /** The number in a status line. */
    static int status(String line) throws BadAnswerException {
        if (!line.matches("HTTP/1\\.[0-9] [1-5][0-9]{2}( .*)?")) {
            throw new BadAnswerException("the program's answer begins with '" + shown(line)
                    + "', which is no status line of HTTP/1.1 with a status from 100 to 599");
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    /**
     * The head of an answer that is not interim.
     *
     * @param lines the status line and the fields
     * @param method of the request
     */
    static AnswerHead parse(List<String> lines, String method) throws BadAnswerException {
        int status = status(lines.getFirst());
        if (status == 101) {
            throw new BadAnswerException("the program answers 101 and changes the protocol, which nobody asked for");
        }
        Headers all = fields(lines.subList(1, lines.size()));
        boolean keeps = keepsConnection(lines.getFirst(), all);
        Framing framing = framing(status, method, all);
        List<String> dropped = new ArrayList<>(OF_ONE_CONNECTION);
        dropped.addAll(tokens(all, "connection"));
        if (framing instanceof Framing.Chunked) {
            dropped.add("content-length");
        }
        return new AnswerHead(
                status, all.edited(dropped, Headers.EMPTY), framing, keeps && !(framing instanceof Framing.UntilClose));
    }

    private static Headers fields(List<String> lines) throws BadAnswerException {
        List<String> namesAndValues = new ArrayList<>(2 * lines.size());
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon <= 0 || line.substring(0, colon).chars().anyMatch(c -> c <= ' ')) {
                throw new BadAnswerException(
                        "the head of the program's answer has the line '" + shown(line) + "', which is no header");
            }
            namesAndValues.add(line.substring(0, colon));
            namesAndValues.add(line.substring(colon + 1).strip());
        }
        return Headers.of(namesAndValues.toArray(String[]::new));
    }

    private static Framing framing(int status, String method, Headers headers) throws BadAnswerException {
        if (method.equals("HEAD") || status == 204 || status == 304) {
            return new Framing.NoBody();
        }
        List<String> codings = tokens(headers, "transfer-encoding");
        if (!codings.isEmpty()) {
            if (!codings.equals(List.of("chunked"))) {
                throw new BadAnswerException("the program's answer has the transfer-encoding '"
                        + String.join(", ", codings) + "', and only chunked is understood");
            }
            return new Framing.Chunked();
        }
        List<String> lengths = headers.all("content-length").stream().distinct().toList();
        if (lengths.isEmpty()) {
            return new Framing.UntilClose();
        }
        if (lengths.size() > 1 || !lengths.getFirst().matches("[0-9]{1,18}")) {
            throw new BadAnswerException(
                    "the program's answer has the content-length '" + String.join(", ", lengths) + "', which is none");
        }
        long bytes = Long.parseLong(lengths.getFirst());
        return bytes == 0 ? new Framing.NoBody() : new Framing.Length(bytes);
    }

    private static boolean keepsConnection(String statusLine, Headers headers) {
        List<String> options = tokens(headers, "connection");
        return statusLine.startsWith("HTTP/1.0") ? options.contains("keep-alive") : !options.contains("close");
    }

    private static List<String> tokens(Headers headers, String name) {
        return headers.all(name).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(token -> token.strip().toLowerCase(Locale.ROOT))
                .filter(token -> !token.isEmpty())
                .toList();
    }

    /** A line as it may stand in a sentence. */
    static String shown(String line) {
        String printable = line.replaceAll("[^\\x20-\\x7e]", "?");
        return printable.length() <= 80 ? printable : printable.substring(0, 80) + "...";
    }
}
