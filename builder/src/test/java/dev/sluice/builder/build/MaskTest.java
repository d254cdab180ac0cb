package dev.sluice.builder.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.builder.upload.FolderArchive;
import dev.sluice.core.catalog.SecretValue;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaskTest {

    private static final Mask MASK = Mask.of(List.of(
            new SecretValue("correct horse"), new SecretValue("https://ada:p%40ssword@index.example.org/simple")));

    @TempDir
    private Path folder;

    @Test
    void valuesAreTakenOutWhereverTheyStand() {
        assertThat(MASK.over("token=correct horse, again correct horse.")).isEqualTo("token=***, again ***.");
        assertThat(MASK.over("Looking in https://ada:p%40ssword@index.example.org/simple"))
                .isEqualTo("Looking in ***");
    }

    @Test
    void thePasswordOfAnAddressIsTakenOutAlsoAlone() {
        assertThat(MASK.over("user ada, password p%40ssword")).isEqualTo("user ada, password ***");
        assertThat(MASK.over("password p@ssword is wrong")).isEqualTo("password *** is wrong");
    }

    @Test
    void aLineThatWasCutInTheMiddleOfAValueShowsNothingOfIt() {
        assertThat(MASK.over("token=correct h")).isEqualTo("token=***");
        assertThat(MASK.over("token=cor")).isEqualTo("token=cor");
    }

    @Test
    void eachLineOfAValueIsTakenOutByItself() {
        Mask lines = Mask.of(List.of(new SecretValue("first line\nsecond line\n")));

        assertThat(lines.over("> second line")).isEqualTo("> ***");
    }

    @Test
    void whatIsTooShortToBeASecretIsLeft() {
        assertThat(Mask.of(List.of(new SecretValue("abc"))).over("abc")).isEqualTo("abc");
    }

    @Test
    void aValueInAPackedFileIsFoundAlsoOverTheEdgeOfWhatIsReadAtOnce() throws IOException {
        Path with = packed("x".repeat((64 << 10) - 5) + "correct horse" + "y".repeat(100_000));
        Path without = packed("x".repeat(200_000) + "correct  horse");

        assertThat(MASK.isIn(with, FolderArchive.Format.TAR_GZ)).isTrue();
        assertThat(MASK.isIn(without, FolderArchive.Format.TAR_GZ)).isFalse();
    }

    @Test
    void aValueInAnyFileOfAZipIsFound() throws IOException {
        assertThat(MASK.isIn(zip("plain", "a correct horse"), FolderArchive.Format.ZIP))
                .isTrue();
        assertThat(MASK.isIn(zip("a correct", " horse"), FolderArchive.Format.ZIP))
                .isFalse();
    }

    private Path zip(String... texts) throws IOException {
        Path file = Files.createTempFile(folder, "packed", ".zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i < texts.length; i++) {
                out.putNextEntry(new ZipEntry("file" + i));
                out.write(texts[i].getBytes(StandardCharsets.UTF_8));
            }
        }
        return file;
    }

    private Path packed(String text) throws IOException {
        Path file = Files.createTempFile(folder, "packed", ".gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }
}
