package dev.sluice.core.function;

import java.util.List;

/** Knows which decorators there are, and how their settings must be. */
@FunctionalInterface
public interface DecoratorRules {

    /** Finds nothing wrong: for specs that were checked when they came in. */
    DecoratorRules CHECKED_BEFORE = (decorator, path) -> List.of();

    /** What is wrong with a decorator that stands at {@code path}, as in {@code decorators[1]}. */
    List<SpecProblem> problems(DecoratorSpec decorator, String path);

    /** What cannot work about how all of them stand together, the outermost first; {@code path} is that of the list. */
    default List<SpecProblem> together(List<DecoratorSpec> decorators, String path) {
        return List.of();
    }
}
