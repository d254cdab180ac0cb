package dev.sluice.decorators.suites;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Run by {@code suites/run}, which names a suite and its folder; not one of the tests that every build runs. */
class PublicSuites {

    @Test
    void oneIsCounted() {
        String name = System.getProperty("suite", "");
        Path folder = Path.of(System.getProperty("suite.folder", ""));
        Tally tally = new Tally();

        Suite.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')).run(folder, tally);

        System.out.println(name + "\n" + tally);
        assertThat(tally.count()).as("tests in " + folder).isPositive();
    }
}
