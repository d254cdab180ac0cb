package dev.sluice.gateway.deploy;

import dev.sluice.core.catalog.FunctionCatalog;
import dev.sluice.core.catalog.MissingSecret;
import dev.sluice.core.catalog.SecretStore;
import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.EnvironmentSize;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.gateway.decorate.Decorations;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Which functions use which secrets, those included that are being deployed. Thread-safe. */
final class SecretUse {

    private final FunctionCatalog catalog;
    private final SecretStore secrets;
    private final Decorations decorations;
    private final Set<FunctionVersion> deploying = new HashSet<>();

    SecretUse(FunctionCatalog catalog, SecretStore secrets, Decorations decorations) {
        this.catalog = catalog;
        this.secrets = secrets;
        this.decorations = decorations;
    }

    /**
     * From now until {@link #end} the secrets of this version can neither be deleted nor grow beyond what its environment
     * holds; answers what is wrong with them.
     */
    synchronized List<SpecProblem> begin(FunctionVersion version) {
        deploying.add(version);
        Namespace namespace = version.function().namespace();
        List<SpecProblem> missing = missing(namespace, version.spec());
        return missing.isEmpty() ? tooLarge(namespace, version.spec()) : missing;
    }

    synchronized void end(FunctionVersion version) {
        deploying.remove(version);
    }

    /** Keeps a value unless it does not fit into the environment of a function; answers the functions that it does not fit. */
    synchronized List<FunctionName> putUnlessTooLarge(Namespace namespace, SecretName secret, SecretValue value) {
        List<FunctionName> full = functions(
                namespace,
                version -> version.spec().secrets().containsValue(secret.value())
                        && size(namespace, version.spec(), Map.of(secret, value)) > EnvironmentSize.MAX_BYTES);
        if (full.isEmpty()) {
            secrets.put(namespace, secret, value);
        }
        return full;
    }

    /** Deletes a secret unless it is in use; answers who uses it. */
    synchronized List<FunctionName> deleteUnlessUsed(Namespace namespace, SecretName secret) {
        List<FunctionName> users = users(namespace, secret);
        if (users.isEmpty()) {
            secrets.delete(namespace, secret);
        }
        return users;
    }

    /** Who uses a secret, in order of the names. */
    synchronized List<FunctionName> users(Namespace namespace, SecretName secret) {
        return functions(namespace, version -> used(version).contains(secret));
    }

    /** Who uses each secret of a namespace that is used, in order of the names; each function is looked at once. */
    synchronized Map<SecretName, Set<FunctionName>> users(Namespace namespace) {
        Map<SecretName, Set<FunctionName>> users = new HashMap<>();
        eachVersion(
                namespace,
                version -> used(version)
                        .forEach(secret -> users.computeIfAbsent(secret, fresh -> new TreeSet<>())
                                .add(version.function())));
        return users;
    }

    /** Also those that its build sees, which is made again when its code comes anew. */
    private Set<SecretName> used(FunctionVersion version) {
        Set<SecretName> used = new TreeSet<>(Comparator.comparing(SecretName::value));
        used.addAll(decorations.usedSecrets(version));
        if (version.spec().backend() instanceof Backend.Code code) {
            code.build().secrets().values().forEach(secret -> used.add(new SecretName(secret)));
        }
        return used;
    }

    private List<FunctionName> functions(Namespace namespace, Predicate<FunctionVersion> wanted) {
        Set<FunctionName> functions = new TreeSet<>();
        eachVersion(namespace, version -> {
            if (wanted.test(version)) {
                functions.add(version.function());
            }
        });
        return List.copyOf(functions);
    }

    private void eachVersion(Namespace namespace, Consumer<FunctionVersion> looked) {
        deploying.stream()
                .filter(version -> version.function().namespace().equals(namespace))
                .forEach(looked);
        catalog.eachLive(namespace, looked);
    }

    private List<SpecProblem> tooLarge(Namespace namespace, FunctionSpec spec) {
        long bytes = size(namespace, spec, Map.of());
        return bytes > EnvironmentSize.MAX_BYTES
                ? List.of(new SpecProblem(
                        "environment",
                        "the variables take " + bytes + " bytes, secrets included",
                        EnvironmentSize.RULE))
                : List.of();
    }

    /** The size of the environment, where {@code changed} are secrets with another value than the one that is kept. */
    private long size(Namespace namespace, FunctionSpec spec, Map<SecretName, SecretValue> changed) {
        Map<String, String> environment = new HashMap<>(spec.environment());
        spec.secrets().forEach((variable, name) -> {
            SecretName secret = new SecretName(name);
            Optional.ofNullable(changed.get(secret))
                    .or(() -> secrets.get(namespace, secret))
                    .ifPresent(value -> environment.put(variable, value.reveal()));
        });
        return EnvironmentSize.bytes(environment);
    }

    List<SpecProblem> missing(Namespace namespace, FunctionSpec spec) {
        List<SpecProblem> missing = new ArrayList<>();
        for (Map.Entry<String, String> entry : new TreeMap<>(spec.secrets()).entrySet()) {
            check(namespace, new SecretName(entry.getValue()), "secrets." + entry.getKey(), missing);
        }
        decorations.secrets(spec).forEach((secret, path) -> check(namespace, secret, path, missing));
        return missing;
    }

    private void check(Namespace namespace, SecretName secret, String path, List<SpecProblem> missing) {
        MissingSecret.problem(secrets, namespace, secret, path).ifPresent(missing::add);
    }
}
