package dev.sluice.gateway.deploy;

import dev.sluice.core.catalog.MissingSecret;
import dev.sluice.core.catalog.SecretStore;
import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.function.Build;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.function.SpecProblem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The secrets that builds see. Thread-safe. */
record BuildSecrets(SecretStore secrets) {

    /** Those that a build asks for and its namespace has not. */
    List<SpecProblem> missing(Namespace namespace, Build build) {
        return new TreeMap<>(build.secrets())
                .entrySet().stream()
                        .flatMap(each -> MissingSecret.problem(
                                secrets, namespace, new SecretName(each.getValue()), "build.secrets." + each.getKey())
                                .stream())
                        .toList();
    }

    /** By the variables that have them. */
    Map<String, SecretValue> values(Namespace namespace, Build build) {
        Map<String, SecretValue> values = new HashMap<>();
        build.secrets()
                .forEach((variable, secret) ->
                        secrets.get(namespace, new SecretName(secret)).ifPresent(value -> values.put(variable, value)));
        return values;
    }
}
