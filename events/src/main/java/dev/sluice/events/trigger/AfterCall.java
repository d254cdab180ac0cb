package dev.sluice.events.trigger;

import dev.sluice.events.pump.Attempt;
import dev.sluice.events.pump.Verdict;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What is done with an answer before its events count as done. */
interface AfterCall {

    /** Completes with the verdicts that hold in the end, in the same order. */
    CompletionStage<List<Verdict>> answered(EventAnswer answer, List<Attempt> attempts, List<Verdict> verdicts);
}
