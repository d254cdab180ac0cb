package dev.sluice.builder.build;

import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.Digest;
import java.nio.file.Path;
import java.util.List;

/** What came of a build. */
public sealed interface BuildResult {

    /** There was nothing to do. */
    record Nothing(List<String> warnings) implements BuildResult {}

    /**
     * It was made, or had been made before.
     *
     * @param key of everything that decided it
     * @param archive what was made, in the format of these builds; a name of its own, which is gone when this is closed
     * @param log what was printed, likewise
     * @param says what was done, for people
     * @param before whether it had been made before
     */
    record Built(Digest key, Path archive, Path log, String says, boolean before, List<String> warnings)
            implements BuildResult, AutoCloseable {

        @Override
        public void close() {
            Disk.deleteQuietly(archive);
            Disk.deleteQuietly(log);
        }
    }

    /** It failed; {@code sentence} is for the author. */
    record Failed(String sentence) implements BuildResult {}
}
