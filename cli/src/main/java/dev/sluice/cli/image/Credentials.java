package dev.sluice.cli.image;

import com.google.gson.JsonParseException;
import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Who a user is to a registry. Its text says the name alone. */
record Credentials(String user, String password) {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /**
     * Those for a registry: of {@code SLUICE_REGISTRY_USER} and {@code SLUICE_REGISTRY_PASSWORD}; otherwise those that {@code docker login} keeps, in
     * {@code config.json} of {@code DOCKER_CONFIG} or {@code ~/.docker}, or by the helper that is named there. Empty if there are none.
     */
    static Optional<Credentials> find(Map<String, String> environment, String host)
            throws IOException, InterruptedException {
        String user = environment.getOrDefault("SLUICE_REGISTRY_USER", "");
        if (!user.isEmpty()) {
            return Optional.of(new Credentials(user, environment.getOrDefault("SLUICE_REGISTRY_PASSWORD", "")));
        }
        Path folder = Stream.of("DOCKER_CONFIG", "HOME")
                .filter(name -> !environment.getOrDefault(name, "").isEmpty())
                .findFirst()
                .map(name -> name.equals("HOME")
                        ? Path.of(environment.getOrDefault(name, ""), ".docker")
                        : Path.of(environment.getOrDefault(name, "")))
                .orElse(Path.of(".docker"));
        Path file = folder.resolve("config.json");
        return Files.exists(file) ? kept(file, host) : Optional.empty();
    }

    private static Optional<Credentials> kept(Path file, String host) throws IOException, InterruptedException {
        try {
            Doc config = Doc.parse(Files.readString(file));
            Doc helpers = config.doc("credHelpers");
            String helper = helpers.has(host) ? helpers.text(host) : config.text("credsStore");
            if (!helper.isEmpty()) {
                return ofHelper(helper, host);
            }
            Doc all = config.doc("auths");
            return all.names().stream()
                    .filter(name -> hostOf(name).equals(host))
                    .map(name -> all.doc(name).text("auth"))
                    .filter(auth -> !auth.isEmpty())
                    .findFirst()
                    .flatMap(Credentials::decoded);
        } catch (IllegalArgumentException e) {
            throw CommandException.machine(
                    "The credentials in " + file + " cannot be read: it is not what docker login writes.");
        }
    }

    /** Some are kept as an address. */
    private static String hostOf(String name) {
        return name.contains("://") ? String.valueOf(URI.create(name).getAuthority()) : name;
    }

    private static Optional<Credentials> decoded(String auth) {
        String text = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
        int colon = text.indexOf(':');
        return colon < 0
                ? Optional.empty()
                : Optional.of(new Credentials(text.substring(0, colon), text.substring(colon + 1)));
    }

    /** One that knows nothing of this registry is no fault. */
    private static Optional<Credentials> ofHelper(String helper, String host) throws IOException, InterruptedException {
        if (!helper.matches("[A-Za-z0-9._-]+")) {
            throw new IllegalArgumentException(helper);
        }
        Finished run;
        try {
            run = Finished.of(List.of("docker-credential-" + helper, "get"), host, PATIENCE);
        } catch (IOException e) {
            throw CommandException.machine("There is no docker-credential-" + helper
                    + " on the PATH, which docker's config.json names as what keeps credentials.");
        }
        if (run.exitCode() != 0) {
            return Optional.empty();
        }
        try {
            Doc told = Doc.parse(run.out());
            return Optional.of(new Credentials(told.text("Username"), told.text("Secret")));
        } catch (JsonParseException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The value of an {@code Authorization} header. */
    String basic() {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return user;
    }
}
