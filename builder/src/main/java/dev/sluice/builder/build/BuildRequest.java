package dev.sluice.builder.build;

import dev.sluice.core.function.Namespace;
import java.nio.file.Path;
import java.util.List;

/**
 * A folder to build for.
 *
 * @param folder holds the code, unpacked; the build may change it
 * @param namespace whose builds share results
 * @param installScripts the packages whose own install scripts may run, or {@code all}
 */
public record BuildRequest(Path folder, BuildTool tool, Namespace namespace, List<String> installScripts) {

    public BuildRequest {
        installScripts = List.copyOf(installScripts);
    }
}
