package dev.sluice.pipelines.engine;

import dev.sluice.core.function.SpecProblem;
import dev.sluice.pipelines.document.PipelineSettings;
import dev.sluice.pipelines.document.SourceSettings;
import java.util.ArrayList;
import java.util.List;

/** Of what can be written in a document and planned, what cannot be run. */
final class WhatRuns {

    private static final String PLANNED = " can be planned, and not run";

    private WhatRuns() {}

    /** Paths begin with {@code spec.}. */
    static List<SpecProblem> problems(PipelineSettings settings) {
        List<SpecProblem> problems = new ArrayList<>();
        SourceSettings source = settings.source();
        if (source.topic().flatMap(SourceSettings.TopicItems::connection).isPresent()) {
            wrong(
                    problems,
                    "source.topic.connection",
                    "a source in another Kafka" + PLANNED,
                    "a topic of the platform's own");
        }
        settings.sinks().forEach((name, sink) -> {
            if (sink.connection().isPresent()) {
                wrong(
                        problems,
                        "sinks." + name + ".connection",
                        "a sink in another Kafka" + PLANNED,
                        "a topic of the platform's own");
            }
        });
        return problems;
    }

    private static void wrong(List<SpecProblem> problems, String where, String message, String allowed) {
        problems.add(new SpecProblem("spec." + where, message, allowed));
    }
}
