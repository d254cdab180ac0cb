package dev.sluice.events.trigger;

import dev.sluice.events.pump.Attempt;
import dev.sluice.events.pump.Verdict;
import dev.sluice.events.pump.Work;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The work of a trigger that has destinations: does not call the function again where only the sending on is left. */
record DestinationWork(TriggerWork calls, Onward onward) implements Work {

    @Override
    public CompletionStage<List<Verdict>> run(List<Attempt> attempts) {
        Map<Attempt, CompletionStage<Verdict>> left = new IdentityHashMap<>();
        List<Attempt> rest = new ArrayList<>(attempts.size());
        for (Attempt attempt : attempts) {
            Optional<CompletionStage<Verdict>> again = onward.again(attempt);
            again.ifPresentOrElse(stage -> left.put(attempt, stage), () -> rest.add(attempt));
        }
        if (left.isEmpty()) {
            return calls.run(attempts);
        }
        CompletionStage<List<Verdict>> called =
                rest.isEmpty() ? CompletableFuture.completedStage(List.of()) : calls.run(rest);
        return called.thenCompose(verdicts -> {
            List<CompletionStage<Verdict>> all = new ArrayList<>(attempts.size());
            int next = 0;
            for (Attempt attempt : attempts) {
                CompletionStage<Verdict> stage = left.get(attempt);
                all.add(stage == null ? CompletableFuture.completedStage(verdicts.get(next++)) : stage);
            }
            return Onward.all(all);
        });
    }

    /** The letter is there before anybody is told of it, and says so if the destination will never take what it is told. */
    @Override
    public CompletionStage<Void> bury(Attempt attempt, String reason, String detail) {
        return calls.bury(attempt, reason, detail)
                .thenCompose(_ -> onward.failed(attempt, reason, detail, calls.letterId(attempt.record())))
                .thenCompose(refusal -> refusal.isEmpty()
                        ? CompletableFuture.allOf()
                        : calls.bury(attempt, reason, detail + " Its 'onFailure' could not be told: " + refusal.get()));
    }
}
