package dev.sluice.runners.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Protocol;
import dev.sluice.core.runner.RunnerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartupProfilesTest {

    private static final FunctionVersion VERSION = PlayedPools.version("f", 1);
    private static final Frame.Specialise ORDER = PlayedPools.order(VERSION, new RunnerId("r1"), Path.of(""));

    @TempDir
    private Path cache;

    private StartupProfiles profiles;

    @BeforeEach
    void open() {
        profiles = new StartupProfiles(cache);
    }

    @Test
    void whatWasToldIsGivenToAnotherVersionOfTheSameArtifactAlsoInAnotherLife() {
        profiles.keep(VERSION, "a.B\na.Ä");

        assertThat(new StartupProfiles(cache).addTo(ORDER, PlayedPools.version("g", 2)))
                .isEqualTo(ORDER.with("profile", "a.B\na.Ä"));
    }

    @Test
    void theLastThatWasToldIsKept() {
        profiles.keep(VERSION, "a.B");
        profiles.keep(VERSION, "a.B\na.C");

        assertThat(profiles.addTo(ORDER, VERSION).settings()).containsEntry("profile", "a.B\na.C");
    }

    @Test
    void anOrderStaysAsItIsWhereNothingIsKnownOrTheFileIsNoneOfOurs() throws IOException {
        assertThat(profiles.addTo(ORDER, VERSION)).isSameAs(ORDER);

        profiles.keep(VERSION, "a.B");
        Files.write(file(), new byte[Protocol.MAX_PROFILE_BYTES + 1]);
        assertThat(profiles.addTo(ORDER, VERSION)).isSameAs(ORDER);

        Files.write(file(), new byte[0]);
        assertThat(profiles.addTo(ORDER, VERSION)).isSameAs(ORDER);

        Files.delete(file());
        Files.createDirectory(file());
        assertThat(profiles.addTo(ORDER, VERSION)).isSameAs(ORDER);
    }

    @Test
    void nothingIsLostWhereNothingCanBeKept() throws IOException {
        Files.writeString(cache.resolve("profiles"), "a file where the folder should be");

        profiles.keep(VERSION, "a.B");

        assertThat(profiles.addTo(ORDER, VERSION)).isSameAs(ORDER);
    }

    @Test
    void theOldestGoWhenThereAreTooMany() throws IOException {
        profiles.keep(VERSION, "a.B");
        for (int i = 0; i < StartupProfiles.MOST; i++) {
            Path other = Files.createFile(cache.resolve("profiles/java25-" + i));
            Files.setLastModifiedTime(other, FileTime.fromMillis(1_000L + i));
        }

        profiles.keep(VERSION, "a.B\na.C");

        try (Stream<Path> left = Files.list(cache.resolve("profiles"))) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .hasSize(StartupProfiles.MOST * 9 / 10)
                    .contains("java25-" + VERSION.code().hex(), "java25-" + (StartupProfiles.MOST - 1))
                    .doesNotContain("java25-0", "java25-" + StartupProfiles.MOST / 10);
        }
    }

    private Path file() {
        return cache.resolve("profiles/java25-" + VERSION.code().hex());
    }
}
