package dev.sluice.cli.start;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Endpoint;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of a platform to start. */
public final class UpOptions {

    public static final int DEFAULT_PORT = 8080;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "Address to listen on. Default: SLUICE_HOST, or 127.0.0.1.")
    Optional<String> host = Optional.empty();

    @Option(names = "--port", paramLabel = "PORT", description = "Default: SLUICE_PORT, or 8080.")
    Optional<Integer> port = Optional.empty();

    @Option(
            names = "--home",
            paramLabel = "FOLDER",
            description = "Where everything is kept. Default: SLUICE_HOME, or ~/.sluice.")
    Optional<Path> home = Optional.empty();

    @Option(
            names = "--shared-folder",
            paramLabel = "FOLDER",
            description =
                    "Where that is kept which gateways of this machine have in common, each with a home of its own. Default: SLUICE_SHARED_FOLDER, or the home.")
    Optional<Path> shared = Optional.empty();

    @Option(
            names = "--provider",
            paramLabel = "NAME",
            description =
                    "What starts runners: process, sandbox (needs bubblewrap), or auto: sandbox where it works. Default: SLUICE_PROVIDER, or process.")
    Optional<GatewaySettings.Provider> provider = Optional.empty();

    public String host(Endpoint endpoint) {
        return host.or(() -> endpoint.variable("SLUICE_HOST")).orElse("127.0.0.1");
    }

    /** The port that was asked for, if any was. */
    public Optional<Integer> port(Endpoint endpoint) {
        return port.or(() -> endpoint.variable("SLUICE_PORT").map(UpOptions::number));
    }

    public Optional<Path> home() {
        return home;
    }

    public Optional<Path> shared() {
        return shared;
    }

    public Optional<GatewaySettings.Provider> provider() {
        return provider;
    }

    GatewaySettings settings(Endpoint endpoint) {
        return new GatewaySettings(
                host(endpoint),
                port(endpoint).orElse(DEFAULT_PORT),
                home.orElseGet(endpoint::home),
                shared.or(endpoint::shared),
                provider);
    }

    /** Flags of the gateway's JVM. */
    public static String gatewayOptions(Endpoint endpoint) {
        return endpoint.variable("SLUICE_GATEWAY_OPTS").orElse("-XX:+UseSerialGC -Xmx512m -XX:+ExitOnOutOfMemoryError");
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw CommandException.usage("SLUICE_PORT is '" + text + "': allowed is 1 to 65535.");
        }
    }
}
