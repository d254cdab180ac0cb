package dev.sluice.gateway.inspect;

import dev.sluice.builder.upload.UploadRefusedException;
import java.nio.file.Path;

/** Looks into uploaded code for one runtime. Thread-safe. */
@FunctionalInterface
public interface CodeInspector {

    /**
     * Opens an upload, and looks into it as far as that is needed to say that it is code for this runtime. Blocks on the
     * disk.
     *
     * @throws UploadRefusedException if it is not; its sentence is for the author
     */
    InspectedCode open(Path file) throws UploadRefusedException;
}
