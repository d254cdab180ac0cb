package dev.sluice.cli.api;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every verb shares: which platform, as whom, and how the answer is shown. */
public final class Endpoint {

    private final Map<String, String> environment;

    @Option(
            names = "--url",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description =
                    "Where Sluice listens. Default: SLUICE_URL, or http://127.0.0.1:8080 (SLUICE_HOST, SLUICE_PORT).")
    Optional<String> url = Optional.empty();

    @Option(
            names = "--token",
            scope = ScopeType.INHERIT,
            paramLabel = "TOKEN",
            description = "Default: SLUICE_TOKEN, or the content of SLUICE_HOME/admin.token.")
    Optional<String> token = Optional.empty();

    @Option(
            names = {"-N", "--namespace"},
            scope = ScopeType.INHERIT,
            paramLabel = "NAMESPACE",
            description = "Where functions, secrets and the like are. Default: SLUICE_NAMESPACE, or default.")
    Optional<String> namespace = Optional.empty();

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Prints what the API answered, for programs.")
    boolean json;

    public Endpoint(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    public boolean json() {
        return json;
    }

    public Map<String, String> environment() {
        return environment;
    }

    /** A variable of the environment that is set and not empty. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    /** The folder of everything that the platform keeps. */
    public Path home() {
        return variable("SLUICE_HOME")
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home", "."), ".sluice"))
                .toAbsolutePath();
    }

    /** The folder of what gateways of this machine have in common, if it is not the home. */
    public Optional<Path> shared() {
        return variable("SLUICE_SHARED_FOLDER").map(Path::of).map(Path::toAbsolutePath);
    }

    public Platform platform() {
        return new Platform(address(), secret(), namespace());
    }

    private String namespace() {
        return namespace.or(() -> variable("SLUICE_NAMESPACE")).orElse("");
    }

    private URI address() {
        String text = url.or(() -> variable("SLUICE_URL"))
                .orElseGet(() -> address(
                        variable("SLUICE_HOST").orElse("127.0.0.1"),
                        variable("SLUICE_PORT").orElse("8080")));
        try {
            URI uri = new URI(text);
            String scheme = Optional.ofNullable(uri.getScheme()).orElse("");
            if ((scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Told below.
        }
        throw CommandException.usage("'" + text + "' is no URL of a platform: write it as in http://127.0.0.1:8080.");
    }

    /** The URL under which a platform that listens on {@code host} is called from this machine. */
    public static String address(String host, String port) {
        String callable = host.equals("0.0.0.0") ? "127.0.0.1" : host.equals("::") ? "::1" : host;
        return "http://" + (callable.contains(":") ? "[" + callable + "]" : callable) + ":" + port;
    }

    private Optional<String> secret() {
        return given().or(() -> stored("admin.token"));
    }

    /**
     * The platform with a token that may only call functions: a function that wants one gets it to see, and should not get the
     * one that manages everything.
     */
    public Platform platformForCalls() {
        return new Platform(
                address(), given().or(() -> stored("invoke.token")).or(() -> stored("admin.token")), namespace());
    }

    private Optional<String> given() {
        return token.or(() -> variable("SLUICE_TOKEN")).map(String::strip);
    }

    private Optional<String> stored(String name) {
        Path file = shared().orElseGet(this::home).resolve(name);
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException e) {
            throw CommandException.machine("Cannot read the token in " + file
                    + ": it belongs to whoever started Sluice. " + "Set SLUICE_TOKEN or SLUICE_HOME.");
        }
    }
}
