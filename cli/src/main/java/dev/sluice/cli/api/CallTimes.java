package dev.sluice.cli.api;

import dev.sluice.cli.http.Response;
import dev.sluice.cli.terminal.Units;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How long a call took.
 *
 * @param cold whether an instance had to be specialised for it
 * @param queue, start, run what the gateway measured, in milliseconds; empty where it said nothing
 * @param wall what the caller measured, in milliseconds
 */
public record CallTimes(
        boolean cold,
        OptionalDouble queue,
        OptionalDouble start,
        OptionalDouble run,
        double wall,
        Optional<String> invocation) {

    /** From the headers of {@code answer}, which took {@code nanos} to come. */
    public static CallTimes of(Response answer, long nanos) {
        String timing = answer.header("Server-Timing").orElse("");
        return new CallTimes(
                answer.header("Sluice-Cold").map("true"::equalsIgnoreCase).orElse(false),
                duration(timing, "queue"),
                duration(timing, "cold"),
                duration(timing, "run"),
                nanos / 1e6,
                answer.header("Sluice-Invocation"));
    }

    /** As in {@code cold: queue 0.1 ms, start 6.2 ms, run 0.8 ms; 9.1 ms in all; invocation 01H…}. */
    public String line() {
        StringBuilder line = new StringBuilder(cold ? "cold" : "warm").append(": ");
        queue.ifPresent(ms -> line.append("queue ").append(Units.millis(ms)).append(", "));
        start.ifPresent(ms -> line.append("start ").append(Units.millis(ms)).append(", "));
        run.ifPresent(ms -> line.append("run ").append(Units.millis(ms)).append("; "));
        line.append(Units.millis(wall)).append(" in all");
        invocation.ifPresent(id -> line.append("; invocation ").append(id));
        return line.toString();
    }

    /** The {@code dur} of one metric of a {@code Server-Timing} header. */
    private static OptionalDouble duration(String header, String metric) {
        for (String entry : header.split(",", -1)) {
            String[] parts = entry.strip().split(";", -1);
            for (int i = 1; i < parts.length && parts[0].strip().equals(metric); i++) {
                if (parts[i].strip().startsWith("dur=")) {
                    return number(parts[i].strip().substring(4));
                }
            }
        }
        return OptionalDouble.empty();
    }

    private static OptionalDouble number(String text) {
        try {
            return OptionalDouble.of(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }
}
