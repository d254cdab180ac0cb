package dev.sluice.runner;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a runner is started with.
 *
 * @param socket the gateway's Unix domain socket
 * @param token the one-time token to show there
 * @param awaited whether calls wait for this runner, so that it rehearses later, while nothing is asked of it
 */
record Settings(Path socket, String token, boolean awaited) {

    /** A setting is missing; the message says which. */
    static final class MissingException extends Exception {

        private static final long serialVersionUID = 1L;

        MissingException(String name, String meaning) {
            super("the environment variable " + name + " is not set: it must hold " + meaning
                    + " (runners are started by a gateway, see docs/protocol.md)");
        }
    }

    static Settings of(Function<String, Optional<String>> environment) throws MissingException {
        return new Settings(
                Path.of(required(environment, "SLUICE_SOCKET", "the path of the gateway's socket")),
                required(environment, "SLUICE_RUNNER_TOKEN", "the one-time token"),
                environment.apply("SLUICE_AWAITED").isPresent());
    }

    private static String required(Function<String, Optional<String>> environment, String name, String meaning)
            throws MissingException {
        return environment
                .apply(name)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> new MissingException(name, meaning));
    }
}
