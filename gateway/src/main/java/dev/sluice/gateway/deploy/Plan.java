package dev.sluice.gateway.deploy;

import dev.sluice.core.spec.SpecDifference;
import java.util.List;

/** What a deployment would do. */
public sealed interface Plan {

    /**
     * It would go on to the trial.
     *
     * @param exists whether there is such a function already
     * @param changes in what the new version would differ from the live one; with none and a live one it would change nothing
     * @param warnings what works and can hardly be meant
     */
    record Planned(boolean exists, List<SpecDifference> changes, List<String> warnings) implements Plan {
        public Planned {
            changes = List.copyOf(changes);
            warnings = List.copyOf(warnings);
        }
    }

    /** It would be refused. */
    record Refused(DeployResult why) implements Plan {}
}
