package dev.sluice.runner.project;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The Maven of the platform, with a local repository that is the namespace's own. */
record Maven(Path home, Tools tools) {

    /** Writes down the run time class path in its order, which {@code dependency:copy-dependencies} loses. */
    private static final String CLASS_PATH_GOAL =
            "org.apache.maven.plugins:maven-dependency-plugin:3.7.0:build-classpath";

    private static final Pattern CORE = Pattern.compile("maven-core-(.+)\\.jar");
    private static final Pattern ESCAPES = Pattern.compile("\u001b\\[[0-9;]*m");

    /** Lines of which the reason of a failure is read. */
    private static final int KEPT = 2_000;

    private static final int LONGEST = 4_000;

    static Maven of(Tools tools) throws RefusedException {
        return tools.maven()
                .map(home -> new Maven(home, tools))
                .orElseThrow(() ->
                        new RefusedException("this platform has no Maven, which gets the libraries: have the operator"
                                + " install it (mvn on the PATH of the gateway, or the setting sluice.build.maven), or build the jar"
                                + " yourself with mvn package, and deploy that"));
    }

    /** With its version, as far as it can be told from its files. */
    String name() throws IOException {
        try (Stream<Path> all = Files.list(home.resolve("lib"))) {
            // Where a system links its libraries, the link need not tell the version.
            return all.map(file -> CORE.matcher(real(file)))
                    .filter(Matcher::matches)
                    .map(match -> "Maven " + match.group(1))
                    .findFirst()
                    .orElse("Maven in " + home);
        }
    }

    private static String real(Path file) {
        try {
            return String.valueOf(file.toRealPath().getFileName());
        } catch (IOException e) {
            return String.valueOf(file.getFileName());
        }
    }

    /** Of what decides where libraries come from. */
    String settingsDigest() throws IOException {
        Optional<Path> settings = tools.settings();
        if (settings.isEmpty()) {
            return "none";
        }
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(Files.readAllBytes(settings.get())));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Runs it.
     *
     * @param folder the project's
     * @param pom the file of the project
     * @param goals with the options that are theirs
     * @param classPath whether the run time class path is wanted too
     * @return the run time class path, in its order, of the project that is built last; empty if it was not wanted
     */
    List<Path> run(Path folder, Path pom, List<String> goals, boolean classPath, Consumer<String> log)
            throws RefusedException, IOException, InterruptedException {
        Path list = tools.temporary().resolve("classpath");
        List<String> command = new ArrayList<>(List.of(home.resolve("bin/mvn").toString(), "-f", pom.toString()));
        command.addAll(options());
        command.addAll(goals);
        if (classPath) {
            command.addAll(List.of(
                    CLASS_PATH_GOAL,
                    "-Dmdep.outputFile=" + list,
                    "-Dmdep.pathSeparator=:",
                    "-Dmdep.regenerateFile=true",
                    "-DincludeScope=runtime"));
        }
        execute(command, folder, log);
        if (!classPath || !Files.exists(list)) {
            return List.of();
        }
        return Stream.of(Files.readString(list).strip().split(":"))
                .filter(path -> !path.isEmpty())
                .map(Path::of)
                .toList();
    }

    private List<String> options() throws IOException {
        FunctionApi.installInto(repository(), tools.api());
        List<String> options = new ArrayList<>(List.of(
                "-B",
                // A library that could not be had a moment ago is asked for again, and one that does not fit its
                // checksum is not used.
                "-U",
                "-C",
                "-Dstyle.color=never",
                "-Dmaven.repo.local=" + repository(),
                "-Daether.connector.connectTimeout=10000",
                "-Daether.connector.requestTimeout=60000",
                // Builds of one namespace may run at the same time.
                "-Daether.syncContext.named.factory=file-lock",
                "-Daether.syncContext.named.nameMapper=file-gav"));
        tools.settings().ifPresent(file -> options.addAll(List.of("-s", file.toString())));
        tools.settingsSecurity().ifPresent(file -> options.add("-Dsettings.security=" + file));
        return options;
    }

    private Path repository() {
        return tools.cache().resolve("maven");
    }

    private void execute(List<String> command, Path folder, Consumer<String> log)
            throws RefusedException, IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile());
        Map<String, String> environment = builder.environment();
        environment.put("JAVA_HOME", tools.java().toString());
        environment.put("MAVEN_SKIP_RC", "1");
        environment.merge(
                "MAVEN_OPTS",
                "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Duser.language=en -Djava.io.tmpdir=" + tools.temporary()
                        + " -Duser.home=" + tools.temporary(),
                (own, more) -> more + " " + own);
        Process process = builder.start();
        Deque<String> said = new ArrayDeque<>();
        try (Reader out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            read(out, line -> {
                String shown = ESCAPES.matcher(line).replaceAll("").replace(folder + "/", "");
                if (isOfTheBuild(shown)) {
                    said.add(shown);
                    if (said.size() > KEPT) {
                        said.remove();
                    }
                    log.accept(shown);
                }
            });
        }
        if (process.waitFor() != 0) {
            throw new RefusedException(new MavenFailure(List.copyOf(said), folder).sentence());
        }
    }

    /** Line by line, of which none is held longer than is of use. */
    private static void read(Reader out, Consumer<String> lines) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = out.read(); c >= 0; c = out.read()) {
            if (c == '\n') {
                lines.accept(line.toString().stripTrailing());
                line.setLength(0);
            } else if (line.length() < LONGEST) {
                line.append((char) c);
            }
        }
        if (!line.isEmpty()) {
            lines.accept(line.toString());
        }
    }

    /** Not each small file that it gets, not its own help at the end of each failure, nor what a JVM says of Maven. */
    private static boolean isOfTheBuild(String line) {
        boolean small = line.startsWith("[INFO] Downloading from ") && !line.endsWith(".jar");
        return !small
                && !line.startsWith("[INFO] Downloaded from ")
                && !line.startsWith("Progress (")
                && !line.startsWith("WARNING: ")
                && !line.strip().equals("[ERROR]")
                && Stream.of(
                                "[ERROR] [Help",
                                "[ERROR] Re-run Maven",
                                "[ERROR] To see the full stack trace",
                                "[ERROR] For more information")
                        .noneMatch(line::startsWith);
    }
}
