package dev.sluice.benchmarks.experiment;

import dev.sluice.benchmarks.report.Page;
import dev.sluice.benchmarks.report.Result;
import java.util.List;
import java.util.Set;

/** Something that is measured, and that answers one or more rows of the table. */
public interface Experiment {

    /** The rows that it can answer. */
    Set<String> ids();

    /** Where they are published. */
    default Page page() {
        return Page.PLATFORM;
    }

    /** Measures; ends every program that it has started. */
    List<Result> run(Bench bench) throws Exception;
}
