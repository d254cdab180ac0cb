package dev.sluice.core.catalog;

import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.function.SpecProblem;
import java.util.Optional;

/** What people are told of a secret that something names and that is not there. */
public record MissingSecret(SecretName name) {

    /** What is wrong with a spec that names a secret at {@code path}; empty if that is there. Blocks as the store does. */
    public static Optional<SpecProblem> problem(
            SecretStore secrets, Namespace namespace, SecretName name, String path) {
        return secrets.get(namespace, name).isPresent()
                ? Optional.empty()
                : Optional.of(new SpecProblem(
                        path,
                        "there is no secret '" + name + "'",
                        "a secret that exists; make it with 'sluice secret set " + name + "' or PUT /secrets/" + name));
    }

    /** A sentence. */
    public String sentence() {
        return "There " + rest();
    }

    /** The same behind a colon. */
    public String clause() {
        return "there " + rest();
    }

    private String rest() {
        return "is no secret '" + name + "': make it with 'sluice secret set " + name + "'.";
    }
}
