package dev.sluice.pipelines.graph;

import dev.sluice.core.function.SpecProblem;
import dev.sluice.pipelines.document.Guarantee;
import dev.sluice.pipelines.document.Stage;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What in a pipeline would count an item twice that comes twice, and so is not for {@link Guarantee#AT_LEAST_ONCE}. */
final class CountedOnce {

    private CountedOnce() {}

    /** {@code path}: what stands before the places, with its dot. */
    static List<SpecProblem> problems(Collection<Node> nodes, String path) {
        return nodes.stream()
                .flatMap(CountedOnce::problems)
                .map(each -> new SpecProblem(path + each.path(), each.message(), each.allowed()))
                .toList();
    }

    private static Stream<SpecProblem> problems(Node node) {
        return switch (node) {
            case Node.Source source -> source(source).stream();
            case Node.Step step -> Stream.concat(stage(step).stream(), keep(step).stream());
            case Node.Sink _ -> Stream.empty();
        };
    }

    private static Optional<SpecProblem> source(Node.Source source) {
        return source.settings().isEndless()
                ? Optional.empty()
                : Optional.of(wrong(
                        "source", "the source '" + source.inWords() + "' counts each item of a batch once", "topic"));
    }

    private static Optional<SpecProblem> stage(Node.Step step) {
        return switch (step.stage()) {
            case Stage.Join _, Stage.Reduce _, Stage.Window _ ->
                Optional.of(wrong(
                        place(step),
                        "the " + step.stage().kind() + " '" + step.name() + "' counts each item once",
                        ""));
            case Stage.Function function
            when function.onFailure() == Stage.OnFailure.PARK_KEY ->
                Optional.of(wrong(
                        place(step) + ".function.onFailure",
                        "park-key has '" + step.name() + "' park each item of a key once",
                        "dead-letter"));
            case Stage.Function _, Stage.Copy _, Stage.Filter _, Stage.Split _, Stage.Shard _, Stage.Merge _ ->
                Optional.empty();
        };
    }

    private static Optional<SpecProblem> keep(Node.Step step) {
        return step.keep()
                .map(_ -> wrong(place(step) + ".keep", "'" + step.name() + "' keeps each item of a batch once", ""));
    }

    private static String place(Node.Step step) {
        return "stages." + step.name();
    }

    private static SpecProblem wrong(String place, String what, String allowed) {
        return new SpecProblem(
                place,
                what + ", and with guarantee: at-least-once some come twice: say guarantee: exactly-once",
                allowed);
    }
}
