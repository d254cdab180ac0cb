package dev.sluice.gateway.deploy;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.SecretStore;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.gateway.decorate.Decorations;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which functions use which secrets, those included that are being deployed. Thread-safe. */
final class SecretUse {

    private static final int PAGE = 1_000;

    private final Catalog catalog;
    private final SecretStore secrets;
    private final Decorations decorations;
    private final Set<FunctionVersion> deploying = new HashSet<>();

    SecretUse(Catalog catalog, SecretStore secrets, Decorations decorations) {
        this.catalog = catalog;
        this.secrets = secrets;
        this.decorations = decorations;
    }

    /** From now until {@link #end} the secrets of this version cannot be deleted; answers those that are missing. */
    synchronized List<SpecProblem> begin(FunctionVersion version) {
        deploying.add(version);
        return missing(version.spec());
    }

    synchronized void end(FunctionVersion version) {
        deploying.remove(version);
    }

    /** Deletes a secret unless it is in use; answers who uses it. */
    synchronized List<FunctionName> deleteUnlessUsed(SecretName secret) {
        List<FunctionName> users = users(secret);
        if (users.isEmpty()) {
            secrets.delete(secret);
        }
        return users;
    }

    synchronized List<FunctionName> users(SecretName secret) {
        Set<FunctionName> users = new TreeSet<>();
        deploying.stream().filter(version -> uses(version, secret)).forEach(version -> users.add(version.function()));
        List<FunctionVersion> page = catalog.live("", PAGE);
        while (!page.isEmpty()) {
            page.stream().filter(version -> uses(version, secret)).forEach(version -> users.add(version.function()));
            page = catalog.live(page.getLast().function().value(), PAGE);
        }
        return List.copyOf(users);
    }

    List<SpecProblem> missing(FunctionSpec spec) {
        List<SpecProblem> missing = new ArrayList<>();
        for (Map.Entry<String, String> entry : new TreeMap<>(spec.secrets()).entrySet()) {
            check(new SecretName(entry.getValue()), "secrets." + entry.getKey(), missing);
        }
        decorations.secrets(spec).forEach((secret, path) -> check(secret, path, missing));
        return missing;
    }

    private void check(SecretName secret, String path, List<SpecProblem> missing) {
        if (secrets.get(secret).isEmpty()) {
            missing.add(new SpecProblem(
                    path,
                    "there is no secret '" + secret + "'",
                    "a secret that exists; make it with 'sluice secret set " + secret + "' or PUT /secrets/" + secret));
        }
    }

    private boolean uses(FunctionVersion version, SecretName secret) {
        return version.spec().secrets().containsValue(secret.value())
                || decorations.secrets(version.spec()).containsKey(secret);
    }
}
