package dev.sluice.pipelines.window;

import dev.sluice.pipelines.fold.Fold;
import dev.sluice.pipelines.fold.FoldKind;
import dev.sluice.pipelines.fold.UnfitItemException;

/** Makes the fold of one item. */
@FunctionalInterface
public interface Lift {

    /** @throws UnfitItemException if the item has not what is folded */
    Fold fold(FoldKind kind) throws UnfitItemException;
}
