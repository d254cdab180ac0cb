package dev.sluice.gateway.deploy;

import dev.sluice.core.function.Digest;
import dev.sluice.core.function.RuntimeName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A step that a deployment has taken. Steps come in the order in which they stand here, each at most once; which of them
 * there are depends on what was sent.
 */
public sealed interface DeployStep {

    /** Code has arrived, {@code bytes} of it. */
    record Uploaded(Digest code, long bytes) implements DeployStep {}

    /** The spec was read, and is valid by itself. */
    record Checked() implements DeployStep {}

    /**
     * The code was looked into.
     *
     * @param detected the keys of the spec that were found there
     * @param reason why the handler is what it is, where the code says so
     */
    record Inspected(RuntimeName runtime, String handler, List<String> detected, Optional<String> reason)
            implements DeployStep {}

    /**
     * What the code depends on is there.
     *
     * @param says how it was got, for people
     * @param before whether it had been got before
     */
    record Built(String says, boolean before, Duration took) implements DeployStep {}

    /** The code is in the store. */
    record Kept(Digest code) implements DeployStep {}

    /** The version has started once. After this step a deployment is not stopped any more. */
    record Tried(String description, Duration took) implements DeployStep {}

    /** The version is written: from here on it survives a crash. */
    record Committed(int version) implements DeployStep {}

    /** Calls go to the version. */
    record InService(int version) implements DeployStep {}
}
