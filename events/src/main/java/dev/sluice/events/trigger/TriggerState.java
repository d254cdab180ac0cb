package dev.sluice.events.trigger;

import dev.sluice.events.filter.FilterReport;
import dev.sluice.events.pump.ConsumerReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a trigger stands at this gateway.
 *
 * @param word one of {@code running}, {@code paused}, {@code outage}, {@code waiting_for_function}, {@code waiting_for_topic}, {@code
 *     waiting_for_broker}, {@code waiting_for_connection}, {@code waiting_for_secret}, {@code address_taken}, {@code ended}
 * @param detail why it does not run; empty if it does
 * @param lasts how long that has lasted, if it is known
 * @param report what its consumer says; empty if it has none yet
 * @param filter what its filter says; empty if it has none
 * @param notices what happened that nobody asked for, and what retention may take before it is read, as sentences
 */
public record TriggerState(
        String word,
        String detail,
        Optional<Duration> lasts,
        Optional<ConsumerReport> report,
        Optional<FilterReport> filter,
        List<String> notices) {

    /** One of a trigger without a consumer. */
    static TriggerState of(String word, String detail) {
        return new TriggerState(word, detail, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    private static TriggerState of(String word, String detail, ConsumerReport report) {
        return new TriggerState(word, detail, Optional.empty(), Optional.of(report), Optional.empty(), List.of());
    }

    static TriggerState of(
            TriggerSettings settings, boolean hasFunction, ConsumerReport report, Optional<FilterReport> filter) {
        TriggerState state = of(settings, hasFunction, report);
        List<String> notices = new ArrayList<>(report.notices());
        notices.addAll(new Retentions(settings, !state.word().equals("running")).sentences(report.topics()));
        return new TriggerState(state.word(), state.detail(), state.lasts(), state.report(), filter, notices);
    }

    private static TriggerState of(TriggerSettings settings, boolean hasFunction, ConsumerReport report) {
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
            // Nothing was published yet.
            case ConsumerReport.Standing.NoTopic _ when settings.events().isPresent() -> of("running", "", report);
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
                                "outage",
                                outage.reason(),
                                Optional.of(outage.lasts()),
                                Optional.of(report),
                                Optional.empty(),
                                List.of()))
                        .orElseGet(() -> of("running", "", report));
        };
    }
}
