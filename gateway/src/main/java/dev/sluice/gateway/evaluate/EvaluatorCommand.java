package dev.sluice.gateway.evaluate;

import dev.sluice.core.function.FunctionName;
import dev.sluice.decorators.evaluate.process.Main;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a process is started: a small JVM with nothing of the gateway's environment, and with the jar of the decorators as its
 * class path, whose manifest names the jars beside it.
 *
 * @param folder the working folder, where also its last words go
 */
record EvaluatorCommand(Path javaHome, String classPath, Path folder, int heapMiB) {

    static EvaluatorCommand in(Path folder, int heapMiB) {
        return new EvaluatorCommand(
                Path.of(System.getProperty("java.home")), classPathOfDecorators(), folder.toAbsolutePath(), heapMiB);
    }

    /** The jar of the decorators where the others lie beside it, and the class path of this process where not, as in tests. */
    private static String classPathOfDecorators() {
        Optional<Path> decorators = place(Main.class).filter(Files::isRegularFile);
        Optional<Path> beside = place(FunctionName.class).map(Path::getParent);
        return decorators
                .filter(jar -> beside.equals(Optional.ofNullable(jar.getParent())))
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

    Process start(int number) throws IOException {
        Files.createDirectories(folder);
        File words = folder.resolve("evaluator-" + number + ".txt").toFile();
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        javaHome.resolve("bin/java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xms16m",
                        "-Xmx" + heapMiB + "m",
                        "-Xss2m",
                        "-XX:MaxMetaspaceSize=128m",
                        "-XX:ReservedCodeCacheSize=64m",
                        "-XX:MaxDirectMemorySize=16m",
                        "-XX:+ExitOnOutOfMemoryError",
                        // Standard output is for replies.
                        "-XX:+DisplayVMOutputToStderr",
                        "-XX:-UsePerfData",
                        "-XX:-CreateCoredumpOnCrash",
                        "-XX:ErrorFile=evaluator-" + number + "-crash.txt",
                        "-cp",
                        classPath,
                        Main.class.getName()))
                .directory(folder.toFile())
                .redirectError(words);
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
}
