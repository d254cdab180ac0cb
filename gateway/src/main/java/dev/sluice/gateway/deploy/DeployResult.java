package dev.sluice.gateway.deploy;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.pool.Trial;
import dev.sluice.gateway.artifact.UploadRefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What came of deploying, or of going back to an old version. */
public sealed interface DeployResult {

    /**
     * The version serves.
     *
     * @param created whether something changed; false if this very version served before
     * @param detected the keys of the spec that were found in the code
     * @param description what the runner found, for people; empty if nothing changed
     * @param specialised how long that took; zero if nothing changed
     * @param warnings of what works and can hardly be meant, a sentence each
     */
    record Live(
            FunctionVersion version,
            boolean created,
            List<String> detected,
            String description,
            Duration specialised,
            List<String> warnings)
            implements DeployResult {

        /** The same with more warnings. */
        Live warn(List<String> more) {
            List<String> all = new ArrayList<>(warnings);
            all.addAll(more);
            return new Live(version, created, detected, description, specialised, List.copyOf(all));
        }
    }

    /** The spec cannot be used. */
    record InvalidSpec(List<SpecProblem> problems) implements DeployResult {}

    /** The upload cannot be used. */
    record BadUpload(UploadRefusedException.Reason reason, String message) implements DeployResult {}

    /** The new version did not start; the old one still serves. */
    record NotStarted(FunctionVersion version, Trial.Failed trial) implements DeployResult {}

    /** Somebody else changed the function in the meantime. */
    record Changed(FunctionName function) implements DeployResult {}

    record NoSuchFunction(FunctionName function) implements DeployResult {}

    /** The version is not kept any more, or never was. */
    record NoSuchVersion(FunctionName function, int version, List<Integer> kept) implements DeployResult {}
}
