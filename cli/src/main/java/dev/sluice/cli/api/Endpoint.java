package dev.sluice.cli.api;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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
            names = "--context",
            scope = ScopeType.INHERIT,
            paramLabel = "CONTEXT",
            description = "A platform by its name, see sluice context. Default: SLUICE_CONTEXT, or the one in use.")
    Optional<String> context = Optional.empty();

    @Option(
            names = "--token",
            scope = ScopeType.INHERIT,
            paramLabel = "TOKEN",
            description = "Default: that of the context, SLUICE_TOKEN, or the content of SLUICE_HOME/admin.token.")
    Optional<String> token = Optional.empty();

    @Option(
            names = {"-N", "--namespace"},
            scope = ScopeType.INHERIT,
            paramLabel = "NAMESPACE",
            description =
                    "Where functions, secrets and the like are. Default: SLUICE_NAMESPACE, that of the context, or default.")
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
        return platform("admin.token");
    }

    /**
     * The platform with a token that may only call functions: a function that wants one gets it to see, and should not get the
     * one that manages everything.
     */
    public Platform platformForCalls() {
        return platform("invoke.token", "admin.token");
    }

    /** All of it by one look at the contexts, so that the token of one never goes to the URL of another. */
    private Platform platform(String... tokensOfHome) {
        Optional<Context> there = context();
        return new Platform(address(there), secret(there, tokensOfHome), namespace(there));
    }

    private String namespace(Optional<Context> there) {
        return namespace
                .or(() -> variable("SLUICE_NAMESPACE"))
                .or(() -> there.flatMap(Context::namespace))
                .orElse("");
    }

    /**
     * The context that this command goes to; empty where the place is told otherwise, or is the platform of this machine.
     *
     * @throws CommandException if there is no context of the name that is told
     */
    public Optional<Context> context() {
        if (url.isPresent()) {
            if (context.isPresent()) {
                throw CommandException.usage("--url and --context both say where Sluice is: leave one of them out.");
            }
            return Optional.empty();
        }
        Optional<String> told = toldContext();
        if (told.isPresent()) {
            return contexts().named(told.get());
        }
        boolean isPlaceTold = Stream.of("SLUICE_URL", "SLUICE_HOST", "SLUICE_PORT")
                .anyMatch(name -> variable(name).isPresent());
        return isPlaceTold ? Optional.empty() : contextInUse();
    }

    private Optional<String> toldContext() {
        return context.or(() -> variable("SLUICE_CONTEXT"));
    }

    /** The context that commands go to where nothing else is told; empty if that is the platform of this machine. */
    public Optional<Context> contextInUse() {
        return configFolder().flatMap(folder -> new Contexts(folder).used());
    }

    /** Whether this command goes to the platform of this machine, as the home folder and its variables tell it. */
    public boolean isLocal() {
        return context().isEmpty() && url.isEmpty() && urlVariable().isEmpty();
    }

    /** {@code SLUICE_URL}, over which a context that is told wins. */
    private Optional<String> urlVariable() {
        return toldContext().isPresent() ? Optional.empty() : variable("SLUICE_URL");
    }

    /** The contexts of this user. */
    public Contexts contexts() {
        return new Contexts(
                configFolder()
                        .orElseThrow(
                                () -> CommandException.machine(
                                        "Contexts are kept in your config folder, and neither XDG_CONFIG_HOME nor HOME says where that is.")));
    }

    private Optional<Path> configFolder() {
        return variable("XDG_CONFIG_HOME")
                .map(Path::of)
                .or(() -> variable("HOME").map(home -> Path.of(home, ".config")));
    }

    /** A new context of what the options of this command line say. */
    public Context described(String name, Optional<Path> tokenFile) {
        String place = url.orElseThrow(() ->
                CommandException.usage("Say where the platform is: ./sluice context add " + name + " --url URL."));
        return new Context(name, checked(place).toString(), token.map(String::strip), tokenFile, namespace);
    }

    /** Where the platform of this machine listens. */
    public String localAddress() {
        return address(
                variable("SLUICE_HOST").orElse("127.0.0.1"),
                variable("SLUICE_PORT").orElse("8080"));
    }

    private URI address(Optional<Context> there) {
        return checked(
                url.or(() -> there.map(Context::url)).or(this::urlVariable).orElseGet(this::localAddress));
    }

    private static URI checked(String text) {
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

    private Optional<String> secret(Optional<Context> there, String... tokensOfHome) {
        Optional<String> given = token.or(() -> there.flatMap(Context::secret)).or(() -> variable("SLUICE_TOKEN"));
        // What opens this machine's platform is nothing that another one should see.
        return given.map(String::strip).or(() -> there.isPresent() ? Optional.empty() : ofHome(tokensOfHome));
    }

    private Optional<String> ofHome(String... tokens) {
        return Stream.of(tokens).map(this::stored).flatMap(Optional::stream).findFirst();
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
