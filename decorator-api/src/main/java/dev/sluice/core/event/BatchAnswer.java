package dev.sluice.core.event;

import dev.sluice.core.json.JsonStrings;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The answer to a batch: <code>{"results":[{"status":"done"},{"status":"retry","message":"…","after":1.5},…]}</code>, one result
 * for each event in the same order; {@code after} is in seconds.
 */
public final class BatchAnswer {

    private BatchAnswer() {}

    public static byte[] write(List<EventOutcome> outcomes) {
        StringBuilder json = new StringBuilder(64 * outcomes.size() + 16).append("{\"results\":[");
        for (int i = 0; i < outcomes.size(); i++) {
            json.append(i == 0 ? "{\"status\":" : ",{\"status\":");
            switch (outcomes.get(i)) {
                case EventOutcome.Done() -> json.append("\"done\"");
                case EventOutcome.Retry(String message, Duration after) -> {
                    JsonStrings.quote(json.append("\"retry\",\"message\":"), message);
                    if (!after.isZero()) {
                        json.append(",\"after\":").append(seconds(after));
                    }
                }
                case EventOutcome.Failed(String message) ->
                    JsonStrings.quote(json.append("\"failed\",\"message\":"), message);
            }
            json.append('}');
        }
        return json.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String seconds(Duration after) {
        return BigDecimal.valueOf(after.toMillis(), 3).stripTrailingZeros().toPlainString();
    }

    /**
     * Reads the results of {@code events} events.
     *
     * @throws MalformedEventException if they are not as they must be, or not as many
     */
    public static List<EventOutcome> read(byte[] answer, int events) throws MalformedEventException {
        JsonScanner json = JsonScanner.of(answer);
        List<EventOutcome> outcomes = new ArrayList<>();
        boolean told = false;
        for (boolean more = json.open('{', '}'); more; more = json.hasNext('}')) {
            String name = json.string();
            json.take(':');
            if (!name.equals("results")) {
                json.raw();
                continue;
            }
            told = true;
            for (boolean next = json.open('[', ']'); next; next = json.hasNext(']')) {
                outcomes.add(outcome(json, outcomes.size()));
            }
        }
        json.end();
        if (!told) {
            throw new MalformedEventException("the answer to a batch has no 'results'");
        }
        if (outcomes.size() != events) {
            throw new MalformedEventException(
                    "the answer has " + outcomes.size() + " results for " + events + " events");
        }
        return outcomes;
    }

    /** Whether an answer is a JSON list, as far as its first character tells. */
    public static boolean isList(byte[] answer) {
        for (byte c : answer) {
            if (" \t\r\n".indexOf(c) < 0) {
                return c == '[';
            }
        }
        return false;
    }

    /**
     * The items of an answer that is a JSON list of as many as there were {@code events}, each as it is written.
     *
     * @throws MalformedEventException if it is none, or not of as many
     */
    public static List<byte[]> items(byte[] answer, int events) throws MalformedEventException {
        List<byte[]> items = items(answer);
        if (items.size() != events) {
            throw new MalformedEventException("the answer is a list of " + items.size() + " for " + events + " events");
        }
        return items;
    }

    /**
     * The items of an answer that is a JSON list, each as it is written.
     *
     * @throws MalformedEventException if it is none
     */
    public static List<byte[]> items(byte[] answer) throws MalformedEventException {
        JsonScanner json = JsonScanner.of(answer);
        List<byte[]> items = new ArrayList<>();
        for (boolean more = json.open('[', ']'); more; more = json.hasNext(']')) {
            items.add(json.raw().getBytes(StandardCharsets.UTF_8));
        }
        json.end();
        return items;
    }

    private static EventOutcome outcome(JsonScanner json, int number) throws MalformedEventException {
        String status = "";
        String message = "";
        Duration after = Duration.ZERO;
        for (boolean more = json.open('{', '}'); more; more = json.hasNext('}')) {
            String name = json.string();
            json.take(':');
            switch (name) {
                case "status" -> status = json.string();
                case "message" -> message = json.string();
                case "after" -> after = seconds(json.raw(), number);
                default -> json.raw();
            }
        }
        return switch (status) {
            case "done" -> new EventOutcome.Done();
            case "retry" -> new EventOutcome.Retry(message, after);
            case "failed" -> new EventOutcome.Failed(message);
            default ->
                throw new MalformedEventException(
                        "the status of result " + number + " is '" + status + "', and not done, retry or failed");
        };
    }

    private static Duration seconds(String raw, int number) throws MalformedEventException {
        try {
            BigDecimal seconds = new BigDecimal(raw);
            if (seconds.signum() >= 0 && seconds.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) <= 0) {
                return Duration.ofMillis(seconds.movePointRight(3).longValue());
            }
        } catch (NumberFormatException e) {
            // It is told below.
        }
        throw new MalformedEventException("'after' of result " + number + " is " + raw
                + ", which is not a number of seconds from 0 to " + Integer.MAX_VALUE);
    }
}
