package dev.sluice.events.trigger;

import dev.sluice.events.pump.ConsumerReport;
import java.time.Duration;
import java.util.Optional;

/**
 * How a trigger stands at this gateway.
 *
 * @param word one of {@code running}, {@code paused}, {@code outage}, {@code waiting_for_function}, {@code waiting_for_topic}, {@code
 *     waiting_for_broker}, {@code waiting_for_secret}, {@code address_taken}, {@code ended}
 * @param detail why it does not run; empty if it does
 * @param lasts how long that has lasted, if it is known
 * @param report what its consumer says; empty if it has none yet
 */
public record TriggerState(String word, String detail, Optional<Duration> lasts, Optional<ConsumerReport> report) {

    /** One of a trigger without a consumer. */
    static TriggerState of(String word, String detail) {
        return new TriggerState(word, detail, Optional.empty(), Optional.empty());
    }

    private static TriggerState of(String word, String detail, ConsumerReport report) {
        return new TriggerState(word, detail, Optional.empty(), Optional.of(report));
    }

    static TriggerState of(TriggerSettings settings, boolean hasFunction, ConsumerReport report) {
        if (settings.paused()) {
            return of("paused", "Its spec says so; what comes meanwhile waits.", report);
        }
        if (!hasFunction) {
            return of(
                    "waiting_for_function",
                    "There is no function '" + settings.function().name() + "': deploy it. What comes meanwhile waits.",
                    report);
        }
        return switch (report.standing()) {
            case ConsumerReport.Standing.Away(String why) -> of("waiting_for_broker", why, report);
            case ConsumerReport.Standing.NoTopic(var missing) ->
                of(
                        "waiting_for_topic",
                        missing.isEmpty()
                                ? "No topic has a name like that: create one."
                                : "There is no topic " + String.join(", ", missing) + ": create it.",
                        report);
            case ConsumerReport.Standing.Reading() ->
                report.pump()
                        .outage()
                        .map(outage -> new TriggerState(
                                "outage", outage.reason(), Optional.of(outage.lasts()), Optional.of(report)))
                        .orElseGet(() -> of("running", "", report));
        };
    }
}
