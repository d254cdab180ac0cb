package dev.sluice.gateway.observe;

import dev.sluice.gateway.deploy.TestRuntimes;
import dev.sluice.testkit.pool.FakeFunctionPools;
import io.quarkus.test.junit.QuarkusTestProfile;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** The application in a home of its own, without runners. */
public class SeeingProfile implements QuarkusTestProfile {

    static final String TOKEN = "the-token-of-this-test";

    /** Pools that report what a test wants. */
    @Alternative
    @Singleton
    public static class Doubles {

        @Produces
        @Singleton
        FakeFunctionPools pools() {
            return new FakeFunctionPools();
        }
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(Doubles.class);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        try {
            Path home = Files.createTempDirectory("sluice-seeing");
            return Map.of(
                    "sluice.home",
                    home.toString(),
                    "sluice.token",
                    TOKEN,
                    "sluice.runtimes",
                    TestRuntimes.folder(Files.createTempDirectory("sluice-runtime"))
                            .toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
