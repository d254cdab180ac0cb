package dev.sluice.builder.build;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The program {@code build} of a runtime's folder ({@code docs/protocol.md}).
 *
 * @param environment what its runtime tells its programs
 * @param interpreter what the runtime runs with, if it is one of several versions
 */
public record BuildTool(Path program, Map<String, String> environment, Optional<Path> interpreter) {

    public BuildTool {
        environment = Map.copyOf(environment);
    }
}
