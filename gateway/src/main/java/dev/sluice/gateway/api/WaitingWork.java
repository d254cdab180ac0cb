package dev.sluice.gateway.api;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.function.DurationText;
import dev.sluice.core.function.FunctionName;
import dev.sluice.events.async.AsyncCalls;
import dev.sluice.events.trigger.TriggerSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * What waits for a function, or brings it work.
 *
 * @param calls how many that run later are not over, as far as is known here
 * @param triggers the names of those that call it and do not belong to it
 * @param detail what becomes of it when the function is removed, in sentences
 */
record WaitingWork(long calls, List<String> triggers, String detail) {

    /** {@code leaving}: what is left of triggers that belonged to it, in sentences. */
    static WaitingWork of(FunctionName function, AsyncCalls calls, Catalog catalog, List<String> leaving) {
        long waiting = calls.waiting(function);
        List<String> triggers = triggers(function, catalog);
        List<String> sentences = new ArrayList<>();
        if (waiting > 0) {
            sentences.add((waiting == 1 ? "1 call waits" : waiting + " calls wait") + " for '" + function
                    + "': until " + DurationText.format(calls.maxAge(function))
                    + " after it was due each is tried again, and runs if there is such a function by then; then it is"
                    + " a dead letter.");
        }
        long bound = calls.bound(function).values().stream()
                .mapToLong(Long::longValue)
                .sum();
        if (bound > 0) {
            sentences.add((bound == 1 ? "1 of them is" : bound + " of them are")
                    + " bound to a version of it, and become dead letters when they are due.");
        }
        if (!triggers.isEmpty()) {
            sentences.add((triggers.size() == 1 ? "The trigger " : "The triggers ") + String.join(", ", triggers)
                    + (triggers.size() == 1 ? " calls it, and waits" : " call it, and wait")
                    + " until there is such a function.");
        }
        sentences.addAll(leaving);
        return new WaitingWork(waiting, triggers, String.join(" ", sentences));
    }

    private static List<String> triggers(FunctionName function, Catalog catalog) {
        return catalog.ids(TriggerSettings.RESOURCE, function.namespace()).stream()
                .flatMap(id -> catalog.get(id).stream())
                .filter(trigger -> trigger.spec().settings().function().name().equals(function.name()))
                .filter(trigger -> trigger.status().owner().isEmpty())
                .map(trigger -> trigger.id().name())
                .toList();
    }

    boolean isNothing() {
        return detail.isEmpty();
    }
}
