package dev.sluice.decorators.failure;

import dev.sluice.core.decorator.whole.Reply;
import dev.sluice.core.invocation.Outcome;
import java.util.List;

/** Which statuses and which ends without an answer count as failures. */
public record Failures(List<StatusRange> statuses, List<FailedEnd> outcomes) {

    public Failures {
        if (statuses.isEmpty() && outcomes.isEmpty()) {
            throw new IllegalArgumentException("nothing counts as a failure: name statuses or outcomes");
        }
        statuses = List.copyOf(statuses);
        outcomes = List.copyOf(outcomes);
    }

    public boolean contains(int status) {
        for (int i = 0; i < statuses.size(); i++) {
            if (statuses.get(i).contains(status)) {
                return true;
            }
        }
        return false;
    }

    /** Of calls that ended so without an answer; answers are told by their status. */
    public boolean contains(Outcome outcome) {
        return FailedEnd.of(outcome).filter(outcomes::contains).isPresent();
    }

    public boolean contains(Reply reply) {
        return reply instanceof Reply.Failed(Reply.Ending ending)
                ? contains(ending.outcome())
                : contains(reply.statusOrZero());
    }

    /** The failure as a stable word: {@code status_503}, {@code rejected}. */
    public static String word(Reply reply) {
        return reply instanceof Reply.Failed(Reply.Ending ending)
                ? ending.outcome().word()
                : "status_" + reply.statusOrZero();
    }
}
