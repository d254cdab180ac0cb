package dev.sluice.store.artifact;

import dev.sluice.testkit.catalog.Functions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A process that has pinned an artifact, has kept another one and is in the middle of a third, until it is killed. */
final class KilledUpload {

    private KilledUpload() {}

    public static void main(String[] arguments) throws IOException {
        DirectoryArtifactStore store = new DirectoryArtifactStore(Path.of(arguments[0]));
        store.pin(Functions.digest("pinned"));
        try (var draft = store.draft();
                var out = draft.create("code.jar")) {
            out.write("half".getBytes(StandardCharsets.UTF_8));
            System.out.println("ready");
            // Nobody writes: until it is killed.
            boolean _ = System.in.read() < 0;
        }
    }
}
