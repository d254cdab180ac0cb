package dev.sluice.events.schedule;

import dev.sluice.core.function.SpecProblem;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the input of a schedule may be: a tree that a catalog keeps as it was written. */
final class InputRules {

    private static final String ALLOWED = "texts, whole numbers of 64 bits, true, false, lists and maps";

    private InputRules() {}

    static Stream<SpecProblem> problems(String path, @Nullable Object tree) {
        return switch (tree) {
            case Map<?, ?> map ->
                map.entrySet().stream().flatMap(entry -> problems(path + "." + entry.getKey(), entry.getValue()));
            case List<?> list ->
                IntStream.range(0, list.size())
                        .boxed()
                        .flatMap(index -> problems(path + "[" + index + "]", list.get(index)));
            case String _, Boolean _, Integer _, Long _ -> Stream.empty();
            case null, default ->
                Stream.of(new SpecProblem(path, tree + " cannot be kept: leave it out, or make it a text", ALLOWED));
        };
    }
}
