package dev.sluice.gateway.api;

import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.spec.SpecUpdate;
import dev.sluice.gateway.deploy.Deployments;
import dev.sluice.gateway.deploy.UnknownCodeException;
import dev.sluice.gateway.deploy.Upload;
import java.util.List;
import java.util.Optional;

/** The code of a deployment whose spec may name it by its digest. */
final class NamedCode {

    private NamedCode() {}

    /** What is sent, or else the kept code that {@code update} names, unless that is live already. Blocks on the disk. */
    static Optional<Upload> of(FunctionName name, SpecUpdate update, Optional<Upload> sent, Deployments deployments) {
        Optional<Digest> wanted = update.code();
        if (sent.isPresent() || wanted.isEmpty()) {
            if (wanted.isPresent() && !wanted.equals(sent.map(Upload::digest))) {
                throw refused("the code that is sent is " + sent.orElseThrow().digest(), String.valueOf(wanted.get()));
            }
            return sent;
        }
        try {
            return deployments.named(name, update);
        } catch (UnknownCodeException e) {
            throw refused(
                    String.valueOf(e.getMessage()),
                    "the digest of code that a version of a function has; send other code with the spec");
        }
    }

    private static ProblemException refused(String message, String allowed) {
        return new ProblemException(Problems.invalidSpec(List.of(new SpecProblem("code", message, allowed))));
    }
}
