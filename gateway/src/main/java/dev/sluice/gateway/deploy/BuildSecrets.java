package dev.sluice.gateway.deploy;

import dev.sluice.builder.build.BuildRequest;
import dev.sluice.builder.build.BuildTool;
import dev.sluice.core.catalog.MissingSecret;
import dev.sluice.core.catalog.SecretStore;
import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.function.Build;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.function.SpecProblem;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The secrets that builds see. Thread-safe. */
record BuildSecrets(SecretStore secrets) {

    /** A build that is asked for. */
    sealed interface Asked {}

    record Complete(BuildRequest request) implements Asked {}

    /** {@code why}: which secrets its namespace has not. */
    record Incomplete(DeployResult why) implements Asked {}

    /** What to build {@code folder} with. Blocks as the store of secrets does. */
    Asked request(Path folder, BuildTool tool, Namespace namespace, Build build) {
        List<SpecProblem> missing = missing(namespace, build);
        return missing.isEmpty()
                ? new Complete(
                        new BuildRequest(folder, tool, namespace, build.installScripts(), values(namespace, build)))
                : new Incomplete(new DeployResult.InvalidSpec(missing));
    }

    private List<SpecProblem> missing(Namespace namespace, Build build) {
        return new TreeMap<>(build.secrets())
                .entrySet().stream()
                        .flatMap(each -> MissingSecret.problem(
                                secrets, namespace, new SecretName(each.getValue()), "build.secrets." + each.getKey())
                                .stream())
                        .toList();
    }

    /** By the variables that have them. */
    private Map<String, SecretValue> values(Namespace namespace, Build build) {
        Map<String, SecretValue> values = new HashMap<>();
        build.secrets()
                .forEach((variable, secret) ->
                        secrets.get(namespace, new SecretName(secret)).ifPresent(value -> values.put(variable, value)));
        return values;
    }
}
