package dev.sluice.decorators.function;

import dev.sluice.core.invocation.Headers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The header fields between the platform and a decorator function. */
final class MarkerHeaders {

    /** To the function: {@code request} or {@code response}. */
    static final String DECORATE = "Sluice-Decorate";

    /** To the function: whose calls it stands around. */
    static final String FUNCTION = "Sluice-Function";

    /** From the function: {@code unchanged}, {@code request} or {@code response}. Without it, it answers by itself. */
    static final String NEXT = "Sluice-Next";

    /** From the function: names of header fields to take away, with commas. */
    static final String REMOVE = "Sluice-Remove";

    /** To the function when it is shown an answer; from it with a changed request. */
    static final String METHOD = "Sluice-Method";

    static final String PATH = "Sluice-Path";
    static final String QUERY = "Sluice-Query";

    /** To the function when it is shown an answer; from it with a changed one. */
    static final String STATUS = "Sluice-Status";

    /** Fields that say something of one message or one connection, and nothing of the next. */
    private static final Set<String> OF_ONE_MESSAGE = Set.of(
            "connection",
            "content-length",
            "date",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "server",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private MarkerHeaders() {}

    /**
     * The fields of {@code message} with those of the function's answer put over them, and without those that it takes
     * away. Of the platform's own, only {@code allowed} passes.
     */
    static Headers over(Headers message, Headers answer, String allowed) {
        List<String> replaced = new ArrayList<>(removed(answer));
        Headers more = passing(answer, allowed);
        more.forEach((name, value) -> replaced.add(name));
        return message.edited(replaced, more);
    }

    /** The fields that go on to another message. */
    static Headers passing(Headers headers, String allowed) {
        List<String> fields = new ArrayList<>();
        headers.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean ours = lower.startsWith("sluice-") && !name.equalsIgnoreCase(allowed);
            if (!ours && !OF_ONE_MESSAGE.contains(lower)) {
                fields.add(name);
                fields.add(value);
            }
        });
        return Headers.of(fields.toArray(String[]::new));
    }

    private static List<String> removed(Headers answer) {
        return answer.all(REMOVE).stream()
                .flatMap(list -> Arrays.stream(list.split(",")))
                .map(String::strip)
                .filter(name -> !name.toLowerCase(Locale.ROOT).startsWith("sluice-"))
                .toList();
    }
}
