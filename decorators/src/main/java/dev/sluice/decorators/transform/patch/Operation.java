package dev.sluice.decorators.transform.patch;

import com.fasterxml.jackson.databind.JsonNode;

/** One step of a patch (RFC 6902, 4). */
sealed interface Operation {

    /** Where it changes or looks at something. */
    Pointer path();

    record Add(Pointer path, JsonNode value) implements Operation {}

    record Remove(Pointer path) implements Operation {}

    record Replace(Pointer path, JsonNode value) implements Operation {}

    record Move(Pointer from, Pointer path) implements Operation {}

    record Copy(Pointer from, Pointer path) implements Operation {}

    record Test(Pointer path, JsonNode value) implements Operation {}

    /** The word that stands for it in a patch. */
    default String op() {
        return switch (this) {
            case Add _ -> "add";
            case Remove _ -> "remove";
            case Replace _ -> "replace";
            case Move _ -> "move";
            case Copy _ -> "copy";
            case Test _ -> "test";
        };
    }
}
