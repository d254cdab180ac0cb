package dev.sluice.builder.build;

import java.nio.file.Path;

/** What came of a source file. */
public sealed interface SourceResult {

    /**
     * It was made into an artifact's file, or had been before.
     *
     * @param file the caller's, to delete
     * @param before whether it had been made before
     */
    record Made(Path file, boolean before) implements SourceResult {}

    /** It asks for libraries, which a build has to get first. */
    record AsksForLibraries() implements SourceResult {}

    /** It was not; {@code sentence} is for the author. */
    record Failed(String sentence) implements SourceResult {}
}
