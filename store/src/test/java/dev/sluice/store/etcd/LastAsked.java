package dev.sluice.store.etcd;

import dev.sluice.testkit.state.History;
import dev.sluice.testkit.state.Step;
import org.jspecify.annotations.Nullable;

/** What one client has asked for and not heard of yet. */
final class LastAsked {

    private @Nullable Step open;

    void asks(Step step) {
        open = step;
    }

    void answered(Step step, History history) {
        open = null;
        history.add(step);
    }

    /** Adds it as a step that was never answered. */
    void lost(History history) {
        if (open != null) {
            history.add(open);
        }
    }
}
