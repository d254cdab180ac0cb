package dev.sluice.cli.launcher;

import static java.nio.file.attribute.PosixFilePermissions.fromString;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A copy of the launcher in a folder of its own, with an environment that holds nothing but standard tools and the stand-ins
 * for java and mvn that a test puts there.
 */
final class Checkout {

    private static final List<String> TOOLS = List.of(
            "sh",
            "awk",
            "cat",
            "chmod",
            "cp",
            "date",
            "df",
            "find",
            "grep",
            "head",
            "ln",
            "ls",
            "mkdir",
            "mv",
            "nohup",
            "readlink",
            "rm",
            "sed",
            "sleep",
            "stty",
            "tail",
            "touch",
            "uname");

    /** What a run of the launcher came to. */
    record Run(int exitCode, String out, String err) {}

    final Path root;
    final Path tools;
    final Path jvms;
    final Path home;
    private final List<String> left;

    Checkout(Path folder) throws IOException {
        this(folder, List.of());
    }

    /** Without the tools in {@code left}. */
    Checkout(Path folder, List<String> left) throws IOException {
        this.left = left;
        root = Files.createDirectories(folder.resolve("check out"));
        tools = Files.createDirectories(folder.resolve("tools"));
        jvms = Files.createDirectories(folder.resolve("jvms"));
        home = Files.createDirectories(folder.resolve("home"));
        copyLauncher(Path.of(System.getProperty("sluice.root")));
        linkTools();
        for (String source :
                List.of("pom.xml", "cli/pom.xml", "cli/src/main/A.java", "core/pom.xml", "core/src/main/B.java")) {
            write(source, "");
        }
    }

    private void copyLauncher(Path original) throws IOException {
        Files.copy(original.resolve("sluice"), root.resolve("sluice"));
        Files.createDirectories(root.resolve("cli/launcher"));
        try (Stream<Path> parts = Files.list(original.resolve("cli/launcher"))) {
            for (Path part : parts.toList()) {
                Files.copy(part, root.resolve("cli/launcher").resolve(part.getFileName()));
            }
        }
    }

    private void linkTools() throws IOException {
        List<String> wanted = new ArrayList<>(TOOLS);
        wanted.add("flock");
        wanted.removeAll(left);
        for (String tool : wanted) {
            for (String folder : List.of("/usr/bin", "/bin")) {
                Path program = Path.of(folder, tool);
                if (Files.exists(program) && !Files.exists(tools.resolve(tool))) {
                    script(tools.resolve(tool), "exec " + program + " \"$@\"\n");
                }
            }
        }
    }

    Path write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    static Path script(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + text);
        return Files.setPosixFilePermissions(file, fromString("rwxr-xr-x"));
    }

    /** A JDK of this version whose java prints its arguments. */
    Path jdk(String name, String version) throws IOException {
        Path jdk = jvms.resolve(name);
        script(jdk.resolve("bin/java"), "echo \"java of " + name + ": $*\"\n");
        script(jdk.resolve("bin/javac"), "");
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return jdk;
    }

    /** A Maven of this version; builds as {@code work} says and notes each build as a line of {@code builds}. */
    Path maven(Path file, String version, String work) throws IOException {
        return script(file, """
                if [ "$1" = -v ]; then echo "Apache Maven %s"; exit; fi
                echo "$*" >> '%s'
                %s
                """.formatted(version, builds(), work));
    }

    /** A Maven on the path that builds what the launcher runs. */
    void goodMaven() throws IOException {
        maven(tools.resolve("mvn"), "3.9.11", BUILD);
    }

    static final String BUILD = """
            echo "[INFO] Building Sluice 1.0 [1/2]"
            echo "[INFO] Building Sluice core 1.0 [2/2]"
            mkdir -p cli/target gateway/target/quarkus-app
            touch cli/target/sluice-cli.jar gateway/target/quarkus-app/quarkus-run.jar
            """;

    Path builds() {
        return home.resolve("builds");
    }

    List<String> buildsDone() throws IOException {
        return Files.exists(builds()) ? Files.readAllLines(builds()) : List.of();
    }

    Process start(Map<String, String> variables, String... arguments) throws IOException {
        return startAs(root.resolve("sluice"), variables, arguments);
    }

    /** Starts the launcher under another name. */
    Process startAs(Path program, Map<String, String> variables, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        builder.redirectInput(Path.of("/dev/null").toFile());
        builder.environment().clear();
        builder.environment().put("PATH", tools.toString());
        builder.environment().put("HOME", home.toString());
        builder.environment().put("SLUICE_JVM_FOLDERS", jvms.toString());
        builder.environment().putAll(variables);
        return builder.start();
    }

    Run run(String... arguments) throws IOException, InterruptedException {
        return run(Map.of(), arguments);
    }

    Run run(Map<String, String> variables, String... arguments) throws IOException, InterruptedException {
        return finish(start(variables, arguments));
    }

    static Run finish(Process process) throws IOException, InterruptedException {
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), out, err);
    }
}
