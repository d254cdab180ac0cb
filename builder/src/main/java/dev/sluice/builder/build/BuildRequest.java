package dev.sluice.builder.build;

import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.function.Namespace;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A folder to build for.
 *
 * @param folder holds the code, unpacked; the build may change it
 * @param namespace whose builds share results
 * @param installScripts the packages whose own install scripts may run, or {@code all}
 * @param secrets variables that the build sees; what it prints of their values is masked
 */
public record BuildRequest(
        Path folder,
        BuildTool tool,
        Namespace namespace,
        List<String> installScripts,
        Map<String, SecretValue> secrets) {

    public BuildRequest {
        installScripts = List.copyOf(installScripts);
        secrets = Map.copyOf(secrets);
    }
}
