package dev.sluice.runner.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarContentTest {

    private static final byte[] CODE =
            "the bytes of a class, a class, a class".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    @Test
    void classesAreFoundByTheirNameStoredOrDeflated() throws IOException {
        JarContent content = JarContent.read(write(jar("a comment\u0005\u0006 of the jar")));

        assertThat(content.names()).containsExactly("a.b.Stored", "a.Deflated$1", "Ä", "Empty");
        assertThat(content.bytes("a.b.Stored", 100)).isEqualTo(CODE);
        assertThat(content.bytes("a.Deflated$1", 100)).isEqualTo(CODE);
        assertThat(content.bytes("a.Deflated$1", CODE.length)).isEqualTo(CODE);
        assertThat(content.bytes("Ä", 100)).isEqualTo(CODE);
        assertThat(content.bytes("Empty", 100)).isEmpty();
        assertThat(content.bytes("a.b.Stored", CODE.length - 1)).isNull();
        assertThat(content.bytes("a.Gone", 100)).isNull();
        assertThat(content.bytes("a.text", 100)).isNull();
    }

    @Test
    void whatIsNoJarIsSaidToBeNone() throws IOException {
        Path text = write("no jar at all, but long enough to be one".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        Path empty = write(new byte[0]);

        assertThatThrownBy(() -> JarContent.read(text))
                .isInstanceOf(ZipException.class)
                .hasMessage("there is no central directory");
        assertThatThrownBy(() -> JarContent.read(empty)).isInstanceOf(ZipException.class);
    }

    @Test
    void aNameThatWouldBreakALineIsToldWithoutThat() throws IOException {
        byte[] bytes = jar("");
        byte[] name = "Empty.class".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        int entry = lastIndexOf(bytes, name);
        bytes[entry + 1] = '\r';
        // How it is packed stands 36 bytes before its name.
        bytes[entry - 36] = 99;
        JarContent content = JarContent.read(write(bytes));

        assertThatThrownBy(() -> content.bytes("E\rpty", 100))
                .isInstanceOf(ZipException.class)
                .hasMessage("E\uFFFDpty is packed in an unusual way");
    }

    private static int lastIndexOf(byte[] bytes, byte[] part) {
        int at = bytes.length - part.length;
        while (!Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
            at--;
        }
        return at;
    }

    @RepeatedTest(20)
    void aDamagedJarFailsWithNothingWorseThanAnException() throws IOException {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = jar("");
            for (int j = 0; j <= random.nextInt(4); j++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            Path damaged = write(bytes);
            try {
                JarContent content = JarContent.read(damaged);
                for (String name : content.names()) {
                    content.bytes(name, 1_000);
                }
            } catch (ZipException e) {
                assertThat(e).hasMessageMatching(".+");
            }
        }
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("some.jar"), bytes);
    }

    private static byte[] jar(String comment) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setComment(comment);
            zip.putNextEntry(new ZipEntry("a/"));
            zip.putNextEntry(stored("a/b/Stored.class"));
            zip.write(CODE);
            zip.putNextEntry(new ZipEntry("a/Deflated$1.class"));
            zip.write(CODE);
            zip.putNextEntry(new ZipEntry("a/text"));
            zip.write(CODE);
            zip.putNextEntry(new ZipEntry("Ä.class"));
            zip.write(CODE);
            zip.putNextEntry(new ZipEntry("Empty.class"));
            zip.putNextEntry(new ZipEntry(".class"));
        }
        return bytes.toByteArray();
    }

    private static ZipEntry stored(String name) {
        ZipEntry entry = new ZipEntry(name);
        CRC32 crc = new CRC32();
        crc.update(CODE);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(CODE.length);
        entry.setCrc(crc.getValue());
        return entry;
    }
}
