package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;

/** Makes code to deploy of the source of one class. */
final class FunctionJar {

    private FunctionJar() {}

    /** A jar in {@code folder} with the class {@code a.NAME}, which may use what functions are given. */
    static Path compiled(Path folder, String name, String source) throws IOException {
        Path file = folder.resolve(name + ".java");
        Files.writeString(file, source);
        int code = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-cp",
                        Gateway.RUNTIME.resolve("lib/sluice-function-api.jar").toString(),
                        "-d",
                        folder.toString(),
                        file.toString());
        assertThat(code).isZero();
        Path jar = folder.resolve(name + ".jar");
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("a/" + name + ".class"));
            zip.write(Files.readAllBytes(folder.resolve("a/" + name + ".class")));
        }
        return jar;
    }
}
