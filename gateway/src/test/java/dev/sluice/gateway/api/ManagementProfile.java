package dev.sluice.gateway.api;

import dev.sluice.gateway.deploy.TestRuntimes;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** The application in a home of its own, with small limits and without runners. */
public class ManagementProfile implements QuarkusTestProfile {

    static final String TOKEN = "the-token-of-this-test";

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(ManagementDoubles.class);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        try {
            Path home = Files.createTempDirectory("sluice-management");
            return Map.of(
                    "sluice.home",
                    home.toString(),
                    "sluice.token",
                    TOKEN,
                    "sluice.runtimes",
                    TestRuntimes.folder(Files.createTempDirectory("sluice-runtime"))
                            .toString(),
                    "sluice.kafka.broker",
                    Path.of(System.getProperty("sluice.root"), "broker/target/broker")
                            .toString(),
                    "sluice.packages",
                    packages().toString(),
                    "sluice.upload-limit",
                    "2M",
                    "sluice.unpacked-limit",
                    "32M",
                    "sluice.deploy-patience",
                    "1s");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path packages() throws IOException {
        Path folder = Files.createTempDirectory("sluice-packages");
        Files.writeString(folder.resolve("secret"), "not to be served");
        Path artifact = Files.createDirectories(folder.resolve("maven/dev/sluice/api"));
        Files.writeString(artifact.resolve("api.pom"), "<project/>");
        Files.writeString(folder.resolve("maven/.hidden"), "not to be served");
        Path packages = Files.createDirectory(folder.resolve("packages"));
        Files.writeString(packages.resolve("doubles.tgz"), "tgz");
        return folder;
    }
}
