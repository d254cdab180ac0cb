package dev.sluice.events.broker;

import dev.sluice.core.function.Digest;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How a process of the broker is started: a small JVM with nothing of the gateway's environment, and, where there is setsid(1),
 * in a session of its own, so that Ctrl-C at the gateway's terminal does not reach it.
 *
 * @param jars its class path, in the order of names
 */
record BrokerCommand(List<Path> jars, int heapMiB) {

    private static final String MAIN = "dev.sluice.broker.BrokerMain";

    /** @throws IOException with a sentence, if the broker is not there */
    static BrokerCommand of(BrokerSettings settings) throws IOException {
        Path folder = settings.jars()
                .orElseThrow(
                        () -> new IOException("the setting sluice.kafka.broker is missing, which names the folder of"
                                + " the broker's jars; ./sluice up sets it"));
        if (!Files.isDirectory(folder)) {
            throw new IOException("there is no folder " + folder
                    + " with the jars of the broker; sluice.kafka.broker names it, and ./sluice up sets it");
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> jars = files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
            return new BrokerCommand(jars, settings.heapMiB());
        }
    }

    /**
     * Starts it in {@code folder}.
     *
     * @param flags of the JVM, beside its own
     * @param arguments those of its main class
     */
    Process start(BrokerFiles files, List<String> before, List<String> flags, List<String> arguments)
            throws IOException {
        List<String> words = new ArrayList<>(before);
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(jvmFlags());
        words.addAll(flags);
        words.add("-Dsluice.broker.log=" + files.log());
        words.add("-cp");
        words.add(String.join(
                File.pathSeparator, jars.stream().map(Path::toString).toList()));
        words.add(MAIN);
        words.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(files.folder().toFile())
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(files.output().toFile());
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH", "/usr/local/bin:/usr/bin:/bin",
                        "HOME", files.folder().toString(),
                        "LANG", "C.UTF-8",
                        "MALLOC_ARENA_MAX", "1"));
        return builder.start();
    }

    /** @param folder where it works */
    record BrokerFiles(Path folder, Path log, Path output) {}

    private List<String> jvmFlags() {
        return List.of(
                "-XX:+UseSerialGC",
                "-Xms32m",
                "-Xmx" + heapMiB + "m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-UsePerfData",
                "-XX:-CreateCoredumpOnCrash",
                "-Djava.awt.headless=true");
    }

    /** A word for the program: another one for other jars, flags or another Java. */
    String digest() throws IOException {
        StringBuilder all = new StringBuilder(Runtime.version() + " " + System.getProperty("java.home") + jvmFlags());
        for (Path jar : jars) {
            all.append('\n')
                    .append(jar)
                    .append(' ')
                    .append(Files.size(jar))
                    .append(' ')
                    .append(Files.getLastModifiedTime(jar).toMillis());
        }
        return digest(all.toString());
    }

    /** 16 letters of {@code 0-9a-f} for a text. */
    static String digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 16);
    }
}
