package dev.sluice.gateway;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** The gateway's process: what has to be set before Quarkus is loaded, and Quarkus. */
@QuarkusMain
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        // Quarkus would answer 400, without a word, to what browsers send; framing.TargetSyntax looks instead.
        System.setProperty("vertx.disableURIValidation", "true");
        Quarkus.run(arguments);
    }
}
