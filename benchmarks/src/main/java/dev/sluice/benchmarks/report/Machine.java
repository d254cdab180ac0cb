package dev.sluice.benchmarks.report;

import dev.sluice.benchmarks.peer.Peers;
import dev.sluice.benchmarks.program.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** What the figures were measured on and with. */
public record Machine(String hardware, String system, Map<String, String> versions) {

    public static Machine read(Path root, Peers peers) throws IOException, InterruptedException {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put(
                "Sluice",
                Program.output("git", "-C", root.toString(), "describe", "--always", "--dirty")
                        .strip());
        versions.put("JDK (both sides)", Runtime.version() + ", " + System.getProperty("java.vendor"));
        versions.put("Kafka, broker and clients", kafka(root));
        versions.put("nginx", after(Program.output(peers.nginx().toString(), "-v"), "nginx/"));
        versions.put(
                "wrk",
                after(Program.output(peers.wrk().toString(), "-v"), "wrk ").replaceAll(" .*", ""));
        versions.put(
                "java-function-invoker",
                Files.readString(peers.folder().resolve("java-function-invoker.version"))
                        .strip());
        versions.put("workerd", after(Program.output(peers.workerd().toString(), "--version"), "workerd "));
        return new Machine(
                readHardware(), System.getProperty("os.name") + " " + System.getProperty("os.version"), versions);
    }

    /** As the jar of its client says, which the broker has too. */
    private static String kafka(Path root) throws IOException {
        try (Stream<Path> jars = Files.list(root.resolve("broker/target/broker"))) {
            return jars.map(jar -> after(jar.getFileName().toString(), "kafka-clients-"))
                    .filter(rest -> rest.matches("\\d.*\\.jar"))
                    .map(rest -> rest.replace(".jar", ""))
                    .findFirst()
                    .orElse("");
        }
    }

    private static String after(String text, String word) {
        int at = text.indexOf(word);
        return text.substring(at < 0 ? 0 : at + word.length())
                .lines()
                .findFirst()
                .orElse("")
                .strip();
    }

    private static String readHardware() throws IOException {
        long mebibytes = Long.parseLong(Files.readString(Path.of("/proc/meminfo"))
                        .lines()
                        .findFirst()
                        .orElse("0")
                        .replaceAll("\\D", ""))
                / 1024;
        return Runtime.getRuntime().availableProcessors() + " cores, " + Math.round(mebibytes / 1024.0)
                + " GiB of memory";
    }
}
