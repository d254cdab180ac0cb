package dev.sluice.gateway.api;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.SecretName;

/** Names as they stand in paths. */
final class Names {

    private Names() {}

    static FunctionName function(String text) {
        if (!FunctionName.isValid(text)) {
            throw new ProblemException(Problems.invalidName(
                    "'" + text + "' cannot be the name of a function. Allowed: " + FunctionName.RULE + "."));
        }
        return new FunctionName(text);
    }

    static SecretName secret(String text) {
        if (!SecretName.isValid(text)) {
            throw new ProblemException(Problems.invalidName(
                    "'" + text + "' cannot be the name of a secret. Allowed: " + FunctionName.RULE + "."));
        }
        return new SecretName(text);
    }
}
