package dev.sluice.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedTest {

    @TempDir
    Path folder;

    private Path file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @Test
    void changedMadeAndGoneFilesOfTheCodeAreToldAndNoOthers() throws IOException {
        file("pom.xml", "");
        Path changed = file("src/main/java/a/Changed.java", "1");
        Path gone = file("src/main/java/a/b/Gone.java", "1");
        file("src/test/java/Test.java", "1");
        Saved before = Saved.at(folder);
        assertThat(Saved.at(folder)).isEqualTo(before);

        Files.writeString(changed, "longer");
        Files.delete(gone);
        Path made = file("src/main/resources/made.txt", "1");
        Path spec = file("spec.yaml", "memory: 1Gi");
        file("src/test/java/Test.java", "longer");
        file("target/classes/Changed.class", "1");

        assertThat(Saved.at(folder).differences(before)).containsExactlyInAnyOrder(changed, gone, made, spec);
    }

    @Test
    void aLinkIsNotFollowedIntoAFolderForItMayLeadInACircle() throws IOException {
        Path code = file("index.mjs", "1");
        Path other = file("lib/other.mjs", "1");
        Path circle = Files.createSymbolicLink(folder.resolve("lib/top"), Path.of(".."));

        assertThat(Saved.at(folder).files()).containsOnlyKeys(code, other, circle);
    }

    @Test
    void aFolderThatIsNoFunctionAnyMoreDiffersByWhatIsWrongWithIt() throws IOException {
        file("a.mjs", "1");
        Saved before = Saved.at(folder);
        file("b.py", "1");

        Saved now = Saved.at(folder);

        assertThat(now).isNotEqualTo(before);
        assertThat(now.problem()).contains("a.mjs, b.py");
    }
}
