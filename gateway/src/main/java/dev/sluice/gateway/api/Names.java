package dev.sluice.gateway.api;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.gateway.deploy.DeployResult;
import java.util.List;

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

    /** The answer to a spec that describes another function than the path names. */
    static DeployResult otherName(FunctionName inSpec, FunctionName inPath) {
        return new DeployResult.InvalidSpec(List.of(new SpecProblem(
                "metadata.name",
                "the spec is that of '" + inSpec + "', but the path names '" + inPath + "'",
                inPath.value())));
    }
}
