package dev.sluice.benchmarks.code;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Makes the jars of functions, each with a digest of its own. */
public final class FunctionJars {

    /** The class to call in a jar of {@link #generated}. */
    public static final String ENTRY = "measured.Entry";

    /** Who is to call the generated function. */
    public enum Caller {
        SLUICE,
        FUNCTION_INVOKER
    }

    private final Path work;
    private final Path invokerJar;

    /** {@code invokerJar} holds the interface that its functions implement. */
    public FunctionJars(Path work, Path invokerJar) {
        this.work = work;
        this.invokerJar = invokerJar;
    }

    /** A jar with one class of this package. */
    public static byte[] of(Class<?> function) {
        return of(List.of(function), List.of());
    }

    /** A jar with classes of this package, and all that is in the jars {@code libraries}. */
    public static byte[] of(List<Class<?>> classes, List<Path> libraries) {
        Map<String, byte[]> entries = new TreeMap<>();
        try {
            for (Class<?> type : classes) {
                String entry = type.getName().replace('.', '/') + ".class";
                entries.put(entry, code(type, entry));
            }
            for (Path library : libraries) {
                addAll(library, entries);
            }
            return zip(entries);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] code(Class<?> type, String entry) throws IOException {
        try (@Nullable InputStream code = type.getClassLoader().getResourceAsStream(entry)) {
            if (code == null) {
                throw new IllegalStateException(entry + " is not on the class path");
            }
            return code.readAllBytes();
        }
    }

    private static void addAll(Path library, Map<String, byte[]> entries) throws IOException {
        try (ZipFile zip = new ZipFile(library.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (!entry.isDirectory() && !entry.getName().startsWith("META-INF/")) {
                    entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
                }
            }
        }
    }

    /** A jar of {@code classes} classes that all are loaded by the first call; another {@code number}, another digest. */
    public byte[] generated(Caller caller, int classes, int number) throws IOException {
        Path folder = work.resolve(caller.name().toLowerCase(Locale.ROOT) + "-" + classes);
        if (!Files.isDirectory(folder)) {
            compile(caller, classes, folder);
        }
        Map<String, byte[]> entries = new TreeMap<>();
        try (var files = Files.walk(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                entries.put(folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        entries.put("measured/number", String.valueOf(number).getBytes(StandardCharsets.UTF_8));
        return zip(entries);
    }

    private void compile(Caller caller, int classes, Path target) throws IOException {
        Path sources = Files.createDirectories(work.resolve("sources"));
        List<String> arguments = new ArrayList<>(
                List.of("-cp", invokerJar.toString(), "-d", target.toString(), "-proc:none", "--release", "25"));
        arguments.add(write(sources.resolve("Entry.java"), GeneratedSource.entry(caller, classes - 1)));
        for (int i = 1; i < classes; i++) {
            arguments.add(write(sources.resolve("Part" + i + ".java"), GeneratedSource.part(i)));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
            throw new IllegalStateException("the generated function does not compile");
        }
    }

    private static String write(Path file, String source) throws IOException {
        return Files.writeString(file, source).toString();
    }

    static byte[] zip(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
