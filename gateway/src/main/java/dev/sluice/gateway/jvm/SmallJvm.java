package dev.sluice.gateway.jvm;

import dev.sluice.core.function.FunctionName;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a process is started that runs code of the platform: a JVM with nothing of the gateway's environment, and with the jar of the
 * code as its class path, whose manifest names the jars beside it. Its standard output is a pipe.
 *
 * @param folder the working folder, where also its last words go
 */
public record SmallJvm(Path javaHome, String classPath, Path folder) {

    public SmallJvm {
        folder = folder.toAbsolutePath();
    }

    /** One of the Java of this process, with the jar that {@code type} is in. */
    public static SmallJvm of(Class<?> type, Path folder) {
        return new SmallJvm(Path.of(System.getProperty("java.home")), classPath(type), folder);
    }

    /**
     * Starts one.
     *
     * @param name of its files
     * @param options of the JVM, besides those that all have
     */
    public Process start(String name, int heapMiB, List<String> options, Class<?> main, List<String> arguments)
            throws IOException {
        Files.createDirectories(folder);
        File words = folder.resolve(name + ".txt").toFile();
        List<String> command = new ArrayList<>();
        command.add(javaHome.resolve("bin/java").toString());
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-Xmx" + heapMiB + "m",
                "-XX:+ExitOnOutOfMemoryError",
                // Standard output is for what is to be read.
                "-XX:+DisplayVMOutputToStderr",
                "-XX:-UsePerfData",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + name + "-crash.txt"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectError(words);
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH", "/usr/local/bin:/usr/bin:/bin",
                        "HOME", folder.toString(),
                        "TMPDIR", folder.toString(),
                        "LANG", "C.UTF-8",
                        "TZ", "UTC",
                        "MALLOC_ARENA_MAX", "1"));
        return builder.start();
    }

    /** The jar of the code where the others lie beside it, and the class path of this process where not, as in tests. */
    private static String classPath(Class<?> type) {
        Optional<Path> own = place(type).filter(Files::isRegularFile);
        Optional<Path> beside = place(FunctionName.class).map(Path::getParent);
        return own.filter(jar -> beside.equals(Optional.ofNullable(jar.getParent())))
                .map(Path::toString)
                .orElseGet(() -> System.getProperty("java.class.path"));
    }

    /** The jar or the folder that a class is from, if its loader tells. */
    private static Optional<Path> place(Class<?> type) {
        return Optional.ofNullable(type.getProtectionDomain().getCodeSource())
                .map(CodeSource::getLocation)
                .map(URL::toString)
                .map(location -> URI.create(location).getPath())
                .map(Path::of);
    }
}
