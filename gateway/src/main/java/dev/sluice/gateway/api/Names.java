package dev.sluice.gateway.api;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SecretName;
import dev.sluice.gateway.security.NamespacedPaths;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.inject.Singleton;

/** What the path of the request under way names. */
@Singleton
public class Names {

    private final CurrentVertxRequest request;

    public Names(CurrentVertxRequest request) {
        this.request = request;
    }

    /** The namespace that the path is in. */
    public Namespace namespace() {
        return NamespacedPaths.namespace(request.getCurrent());
    }

    /** A function of that namespace. */
    FunctionName function(String text) {
        return function(namespace(), text);
    }

    static FunctionName function(Namespace namespace, String text) {
        if (!FunctionName.isValid(text)) {
            throw new ProblemException(Problems.invalidName(
                    "'" + text + "' cannot be the name of a function. Allowed: " + FunctionName.RULE + "."));
        }
        return new FunctionName(namespace, text);
    }

    static SecretName secret(String text) {
        if (!SecretName.isValid(text)) {
            throw new ProblemException(Problems.invalidName(
                    "'" + text + "' cannot be the name of a secret. Allowed: " + FunctionName.RULE + "."));
        }
        return new SecretName(text);
    }
}
