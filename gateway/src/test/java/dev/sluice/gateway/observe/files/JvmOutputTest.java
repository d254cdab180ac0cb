package dev.sluice.gateway.observe.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JvmOutputTest {

    @TempDir
    Path folder;

    @Test
    void whatGrowsTooLongKeepsItsEndWhileItIsWrittenTo() throws IOException {
        Path file = folder.resolve("gateway.out");
        JvmOutput output = new JvmOutput(file);
        output.bound();
        try (OutputStream jvm = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            jvm.write("first\n".getBytes(StandardCharsets.US_ASCII));
            output.bound();
            assertThat(file).hasContent("first\n");

            jvm.write(new byte[(int) JvmOutput.MOST_BYTES]);
            jvm.write("last\n".getBytes(StandardCharsets.US_ASCII));
            output.bound();
            jvm.write("and more\n".getBytes(StandardCharsets.US_ASCII));
        }

        assertThat(Files.size(file)).isLessThan(JvmOutput.MOST_BYTES / 2);
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .doesNotContain("first")
                .endsWith("last\nand more\n");
    }
}
