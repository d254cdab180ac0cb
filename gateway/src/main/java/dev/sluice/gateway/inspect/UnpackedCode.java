package dev.sluice.gateway.inspect;

import dev.sluice.builder.upload.UploadRefusedException;
import dev.sluice.core.catalog.ArtifactStore;
import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Code in a folder that was unpacked to be looked into, and is deleted when this is closed. */
public record UnpackedCode(InspectedCode code, Path folder) implements InspectedCode {

    @Override
    public String find() throws UploadRefusedException {
        return code.find();
    }

    @Override
    public String check(String handler, String namedBy) throws UploadRefusedException {
        return code.check(handler, namedBy);
    }

    @Override
    public boolean has(String handler) throws UploadRefusedException {
        return code.has(handler);
    }

    @Override
    public Optional<String> contract(String handler) throws UploadRefusedException {
        return code.contract(handler);
    }

    @Override
    public Optional<Integer> concurrency(String handler) throws UploadRefusedException {
        return code.concurrency(handler);
    }

    @Override
    public Optional<String> reason(String handler) throws UploadRefusedException {
        return code.reason(handler);
    }

    @Override
    public List<Target> targets() throws UploadRefusedException {
        return code.targets();
    }

    @Override
    public List<String> warnings() throws UploadRefusedException {
        return code.warnings();
    }

    @Override
    public void unpack(ArtifactStore.Draft draft) throws UploadRefusedException {
        code.unpack(draft);
    }

    @Override
    public void close() {
        code.close();
        Disk.deleteQuietly(folder);
    }
}
