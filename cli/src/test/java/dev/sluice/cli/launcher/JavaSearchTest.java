package dev.sluice.cli.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which JDK the launcher takes, and what it says where there is none. */
class JavaSearchTest {

    @TempDir
    Path folder;

    private Checkout checkout;

    @BeforeEach
    void copy() throws IOException {
        checkout = new Checkout(folder);
        checkout.goodMaven();
    }

    @Test
    void withoutAJdkItSaysWhatToInstall() throws Exception {
        Checkout.Run run = checkout.run("version");
        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err())
                .startsWith(
                        "Sluice needs a JDK 25 or newer, and found none.\nInstall one (Debian, Ubuntu: apt-get install openjdk-25-jdk-headless")
                .endsWith("or set SLUICE_JAVA_HOME to the folder of one.\n");
    }

    @Test
    void anOldJdkIsNamed() throws Exception {
        Path old = checkout.jdk("old", "17.0.9");
        checkout.jdk("older", "1.8.0_302");
        Checkout.Run run = checkout.run("version");
        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err()).contains("found only 17 in " + old + ", 1 in ");
    }

    @Test
    void ofSeveralTheOneThatSluiceIsMadeForIsTaken() throws Exception {
        checkout.jdk("a", "26");
        checkout.jdk("b", "25.0.3");
        checkout.jdk("c", "21.0.1");
        assertThat(checkout.run("version").out()).contains("java of b: ");
    }

    @Test
    void aJreIsPassedOver() throws Exception {
        Files.delete(checkout.jdk("jre", "25.0.3").resolve("bin/javac"));
        checkout.jdk("newer", "27-ea");
        assertThat(checkout.run("version").out()).contains("java of newer: ");
    }

    @Test
    void javaHomeComesBeforeThePathAndThatBeforeTheFolders() throws Exception {
        Path home = checkout.jdk("home", "26");
        Path path = checkout.jdk("path", "26");
        checkout.jdk("folder", "25");
        Files.createSymbolicLink(checkout.tools.resolve("java"), path.resolve("bin/java"));
        assertThat(checkout.run(Map.of("JAVA_HOME", home.toString()), "version").out())
                .contains("java of home: ");
        assertThat(checkout.run("version").out()).contains("java of path: ");
        Files.delete(checkout.tools.resolve("java"));
        assertThat(checkout.run("version").out()).contains("java of folder: ");
    }

    @Test
    void anOldJavaHomeIsPassedOverButAWrongSluiceJavaHomeIsNot() throws Exception {
        Path old = checkout.jdk("old", "21");
        checkout.jdk("good", "25");
        assertThat(checkout.run(Map.of("JAVA_HOME", old.toString()), "version").out())
                .contains("java of good: ");
        Checkout.Run run = checkout.run(Map.of("SLUICE_JAVA_HOME", old.toString()), "version");
        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err())
                .isEqualTo("SLUICE_JAVA_HOME is " + old + ", which holds no JDK 25 or newer (it is release 21). "
                        + "Set it to the folder of one, or unset it.\n");
    }

    @Test
    void theLauncherWorksThroughASymbolicLink() throws Exception {
        checkout.jdk("good", "25");
        Path link = Files.createSymbolicLink(checkout.tools.resolve("sluice"), checkout.root.resolve("sluice"));
        Process process = checkout.startAs(link, Map.of(), "version");
        assertThat(Checkout.finish(process).exitCode()).isZero();
    }
}
