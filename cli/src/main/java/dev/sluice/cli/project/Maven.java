package dev.sluice.cli.project;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Exit;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Maven that builds the module in {@code folder}, on the JDK that this command runs on.
 *
 * @param program the module's own wrapper, that of {@code MAVEN_HOME}, the one on the path, or the one that the launcher keeps
 */
record Maven(Path folder, Path program) {

    /** What some versions print for colours, though they are told not to. */
    private static final Pattern ESCAPES = Pattern.compile("\u001b\\[[0-9;]*m");

    /** Where the launcher keeps the Maven that it fetched. */
    private static final String KEPT = "sluice/apache-maven-3.9.11/bin/mvn";

    static Maven of(Path folder) {
        Map<String, String> environment = System.getenv();
        Stream<Path> places = Stream.of(
                        Stream.of(folder.toAbsolutePath().resolve("mvnw")),
                        Stream.ofNullable(environment.get("MAVEN_HOME")).map(home -> Path.of(home, "bin", "mvn")),
                        Stream.of(environment.getOrDefault("PATH", "").split(":", -1))
                                .filter(part -> !part.isEmpty())
                                .map(part -> Path.of(part, "mvn")),
                        Stream.of(Optional.ofNullable(environment.get("XDG_CACHE_HOME"))
                                .map(Path::of)
                                .orElseGet(() -> Path.of(System.getProperty("user.home", "."), ".cache"))
                                .resolve(KEPT)))
                .flatMap(each -> each);
        return places.filter(Files::isExecutable)
                .findFirst()
                .map(program -> new Maven(folder, program))
                .orElseThrow(() -> CommandException.machine("The folder " + folder
                        + " is built with Maven, and there is no mvn on the PATH: install it, or build the jar elsewhere and"
                        + " deploy that."));
    }

    /** Makes the jar, without running tests; each line that Maven prints goes to {@code log}. */
    void pack(Consumer<String> log) {
        log.accept("Building " + folder.toAbsolutePath().normalize() + " with " + program + ".");
        ProcessBuilder builder = new ProcessBuilder(
                        program.toString(), "-B", "-q", "-Dstyle.color=never", "-DskipTests", "package")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        try {
            Process process = builder.start();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                lines.lines()
                        .map(line -> ESCAPES.matcher(line).replaceAll(""))
                        .filter(Maven::isOfTheBuild)
                        .forEach(log);
                if (process.waitFor() != 0) {
                    throw new CommandException(
                            Exit.FAILED,
                            "The build of " + folder + " failed, as Maven says above. Nothing was deployed.");
                }
            } finally {
                process.descendants().forEach(ProcessHandle::destroy);
                process.destroy();
            }
        } catch (IOException e) {
            throw CommandException.machine("Cannot run " + program + ": " + e.getMessage() + ".");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException(Exit.FAILED, "The build was interrupted. Nothing was deployed.");
        }
    }

    /** Not what Maven says of its own help at the end of each failure, nor what a JVM says of Maven. */
    private static boolean isOfTheBuild(String line) {
        return !line.isBlank()
                && !line.startsWith("WARNING: ")
                && !line.strip().equals("[ERROR]")
                && Stream.of("[Help", "Re-run Maven", "To see the full stack trace", "For more information")
                        .noneMatch(line::contains);
    }
}
