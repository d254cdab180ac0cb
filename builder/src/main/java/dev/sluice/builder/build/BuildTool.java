package dev.sluice.builder.build;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The program {@code build} of a runtime's folder ({@code docs/protocol.md}).
 *
 * @param environment what its runtime tells its programs
 * @param interpreter what the runtime runs with, if it is one of several versions
 * @param readable files and folders that it needs beside the system's own
 */
public record BuildTool(
        Path program, Map<String, String> environment, Optional<Path> interpreter, List<Path> readable) {

    /** One that needs nothing beside the system's own. */
    public BuildTool(Path program, Map<String, String> environment, Optional<Path> interpreter) {
        this(program, environment, interpreter, List.of());
    }

    public BuildTool {
        readable = List.copyOf(readable);
        environment = Map.copyOf(environment);
    }
}
