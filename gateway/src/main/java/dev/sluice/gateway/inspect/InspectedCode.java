package dev.sluice.gateway.inspect;

import dev.sluice.builder.upload.UploadRefusedException;
import dev.sluice.core.catalog.ArtifactStore;
import dev.sluice.core.function.Target;
import java.util.List;
import java.util.Optional;

/** An upload that is looked into. Used by one thread; blocks on the disk. */
public interface InspectedCode extends AutoCloseable {

    /** The handler, for a spec that names none. */
    String find() throws UploadRefusedException;

    /**
     * Checks a handler as far as that can be seen without running anything; answers it.
     *
     * @param namedBy who named it, as the subject of a sentence: {@code the spec}
     */
    String check(String handler, String namedBy) throws UploadRefusedException;

    /** Whether it can be seen that the handler is in the code. */
    boolean has(String handler) throws UploadRefusedException;

    /** By which contract the runtime calls a handler that was found or checked, by the runtime's own word; empty if that cannot be seen. */
    default Optional<String> contract(String handler) throws UploadRefusedException {
        return Optional.empty();
    }

    /** How many calls one instance may run at the same time where nobody says so; empty for the usual number. */
    default Optional<Integer> concurrency(String handler) throws UploadRefusedException {
        return Optional.empty();
    }

    /** Why a handler that was found or checked is what it is, a clause; empty if the code says nothing of it. */
    default Optional<String> reason(String handler) throws UploadRefusedException {
        return Optional.empty();
    }

    /** The machines that the code runs on; none if that cannot be told. */
    default List<Target> targets() throws UploadRefusedException {
        return List.of();
    }

    /** What can hardly be meant, a sentence each. */
    default List<String> warnings() throws UploadRefusedException {
        return List.of();
    }

    /** Writes what its runner needs beside the upload itself, if anything. */
    default void unpack(ArtifactStore.Draft draft) throws UploadRefusedException {}

    @Override
    default void close() {}
}
