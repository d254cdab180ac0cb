package dev.sluice.gateway.deploy;

import dev.sluice.builder.upload.UploadRefusedException;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.pool.Trial;
import dev.sluice.core.spec.SpecDifference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** What came of deploying, or of going back to an old version. */
public sealed interface DeployResult {

    /**
     * The version serves.
     *
     * @param replaced the number of the version that served before, if one did
     * @param changes in what its spec and code differ from those that served before; empty if nothing served
     * @param created whether something changed; false if this very version served before
     * @param detected the keys of the spec that were found in the code
     * @param description what the runner found, for people; empty if nothing changed
     * @param specialised how long that took; zero if nothing changed
     * @param warnings of what works and can hardly be meant, a sentence each
     */
    record Live(
            FunctionVersion version,
            OptionalInt replaced,
            List<SpecDifference> changes,
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
            return new Live(version, replaced, changes, created, detected, description, specialised, List.copyOf(all));
        }
    }

    /** There is neither code in the upload nor code that is kept, nor does the spec name an upstream. */
    record NoCode() implements DeployResult {}

    /** The spec names an upstream, and there is code beside it. */
    record CodeAndUpstream() implements DeployResult {}

    /** The spec cannot be used. */
    record InvalidSpec(List<SpecProblem> problems) implements DeployResult {}

    /** The upload cannot be used. */
    record BadUpload(UploadRefusedException.Reason reason, String message) implements DeployResult {

        /** A folder that could be for several runtimes, of which nobody names one. */
        static BadUpload forSeveral(List<RuntimeName> runtimes) {
            return new BadUpload(
                    UploadRefusedException.Reason.SEVERAL_RUNTIMES,
                    "by what lies at its top the folder could be for "
                            + String.join(
                                    " or ",
                                    runtimes.stream().map(RuntimeName::value).toList())
                            + ": name one as runtime in the spec");
        }
    }

    /** The new version did not start; the old one still serves. */
    record NotStarted(FunctionVersion version, Trial.Failed trial) implements DeployResult {}

    /** The version is the live one in the catalog, and this gateway has not put it into service yet; it goes on trying. */
    record NotInService(FunctionVersion version, String why) implements DeployResult {}

    /** Somebody else changed the function in the meantime. */
    record Changed(FunctionName function) implements DeployResult {}

    record NoSuchFunction(FunctionName function) implements DeployResult {}

    /** The version is not kept any more, or never was. */
    record NoSuchVersion(FunctionName function, int version, List<Integer> kept) implements DeployResult {}
}
