package dev.sluice.benchmarks.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionJarsTest {

    @TempDir
    private Path folder;

    @Test
    void makesAFunctionOfAsManyClassesAsAskedFor() throws Exception {
        byte[] jar = jars().generated(FunctionJars.Caller.SLUICE, 12, 1);

        assertThat(entries(jar).stream().filter(name -> name.endsWith(".class")))
                .hasSize(12);
        assertThat(call(jar)).startsWith("weight ");
    }

    @Test
    void makesEachJarDifferent() throws IOException {
        FunctionJars jars = jars();

        assertThat(jars.generated(FunctionJars.Caller.SLUICE, 2, 1))
                .isNotEqualTo(jars.generated(FunctionJars.Caller.SLUICE, 2, 2));
    }

    @Test
    void packsAFunctionOfThisModule() throws IOException {
        assertThat(entries(FunctionJars.of(Kilobyte.class)))
                .containsExactly("dev/sluice/benchmarks/code/Kilobyte.class");
    }

    @Test
    void answersAKilobyteThatDependsOnTheInput() {
        assertThat(new Kilobyte().apply(new byte[] {'a', 'z'})).hasSize(1024).containsOnly('z');
    }

    private FunctionJars jars() {
        return new FunctionJars(folder, folder.resolve("no-invoker.jar"));
    }

    @SuppressWarnings("unchecked")
    private String call(byte[] jar) throws Exception {
        Path file = Files.write(folder.resolve("called.jar"), jar);
        try (URLClassLoader loader = new URLClassLoader(new URL[] {file.toUri().toURL()})) {
            Function<String, String> entry = (Function<String, String>) loader.loadClass(FunctionJars.ENTRY)
                    .getDeclaredConstructor()
                    .newInstance();
            return entry.apply("input");
        }
    }

    private static List<String> entries(byte[] jar) throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(jar))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }
}
