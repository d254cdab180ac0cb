package dev.sluice.cli.start;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Endpoint;
import dev.sluice.cli.api.Platform;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a gateway is started with.
 *
 * @param host address to listen on
 * @param port 1 to 65535
 * @param home folder of everything that the platform keeps, as far as {@code shared} is empty
 * @param shared folder of what gateways of this machine have in common
 * @param provider what starts runners; the gateway's own choice if empty
 */
public record GatewaySettings(String host, int port, Path home, Optional<Path> shared, Optional<Provider> provider) {

    /** What starts runners. */
    public enum Provider {
        auto,
        process,
        sandbox
    }

    public GatewaySettings {
        if (port < 1 || port > 65_535) {
            throw CommandException.usage("The port is " + port + ": allowed is 1 to 65535.");
        }
        home = home.toAbsolutePath().normalize();
        shared = shared.map(folder -> folder.toAbsolutePath().normalize());
    }

    public URI url() {
        return URI.create(Endpoint.address(host, Integer.toString(port)));
    }

    public Path tokenFile() {
        return shared.orElse(home).resolve("admin.token");
    }

    /** The platform as a client sees it, with the token if it exists by now. */
    public Platform platform() {
        try {
            return new Platform(url(), Optional.of(Files.readString(tokenFile()).strip()));
        } catch (java.io.IOException e) {
            return new Platform(url(), Optional.empty());
        }
    }

    /** The variables that tell the gateway. */
    public Map<String, String> environment() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("SLUICE_HOST", host);
        variables.put("SLUICE_PORT", Integer.toString(port));
        variables.put("SLUICE_HOME", home.toString());
        variables.put("SLUICE_SHARED_FOLDER", shared.map(Path::toString).orElse(""));
        provider.ifPresent(name -> variables.put("SLUICE_PROVIDER", name.name()));
        return variables;
    }

    /** Where a gateway in the background keeps its log: this file and {@code gateway.log.1} to {@code .3}, 10 MiB each. */
    public Path log() {
        return home.resolve("gateway.log");
    }

    /** Flags of the JVM of a gateway in the background: its log goes to a file that is bounded. */
    List<String> backgroundOptions() {
        return List.of(
                "-Dquarkus.log.console.enabled=false",
                "-Dquarkus.log.file.enabled=true",
                "-Dquarkus.log.file.path=" + log());
    }

    /** The command line of the gateway's process. {@code options} are flags of its JVM, with blanks between them. */
    public static List<String> commandLine(Checkout checkout, String options) {
        List<String> words = new java.util.ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of(options.strip().split("\\s+")));
        words.add("-Dsluice.runtimes="
                + String.join(
                        ",", checkout.runtimes().stream().map(Path::toString).toList()));
        words.add("-Dsluice.kafka.broker=" + checkout.broker());
        checkout.packages().ifPresent(folder -> words.add("-Dsluice.packages=" + folder));
        words.add("-jar");
        words.add(checkout.gateway().toString());
        words.removeIf(String::isEmpty);
        return words;
    }

    /** The same with the cache of an earlier start, if there is one. */
    public static List<String> fastCommandLine(Checkout checkout, String options) {
        return fastCommandLine(checkout, options, GatewayCache.of(checkout, options));
    }

    /** The same with this cache, if it was made. */
    static List<String> fastCommandLine(Checkout checkout, String options, Optional<GatewayCache> cache) {
        List<String> words = commandLine(checkout, options);
        cache.filter(GatewayCache::isThere).ifPresent(made -> words.add(1, made.option()));
        return words;
    }
}
