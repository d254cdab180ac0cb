package dev.sluice.runner.program.golang;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The Go that is installed, which makes programs without cgo, with the modules that {@code go.mod} and {@code go.sum} say, and fetches no
 * other Go.
 *
 * @param go the command
 * @param environment what it sees
 */
public record GoTool(Path go, Map<String, String> environment) {

    /** Where its own archive is unpacked, by its instructions. */
    private static final Path USUAL = Path.of("/usr/local/go/bin/go");

    /** What of the settings that {@code go env -w} keeps says where modules come from. */
    private static final Pattern OF_THE_USER =
            Pattern.compile("(GOPROXY|GOPRIVATE|GONOPROXY|GOSUMDB|GONOSUMDB|GOINSECURE|GOAUTH|GOVCS)=(.*)");

    /** How a run of it ended. */
    record Run(int status, List<String> lines) {}

    public GoTool {
        environment = Map.copyOf(environment);
    }

    /**
     * The one on the path, else the one where its own archive is unpacked.
     *
     * @param environment that of a build, as the runtime's protocol has it
     */
    public static GoTool find(Map<String, String> environment) throws IOException, GoRefusedException {
        Path go = Stream.concat(
                        Stream.of(environment.getOrDefault("PATH", "").split(":", -1))
                                .filter(folder -> folder.startsWith("/"))
                                .map(folder -> Path.of(folder, "go")),
                        Stream.of(USUAL))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new GoRefusedException(
                        "there are sources in Go, and Go is not installed on this machine: install it, as with"
                                + " 'apt-get install golang-go', or send the program: CGO_ENABLED=0 GOOS=linux go build -o "
                                + GoSources.PROGRAM + " ."));
        return new GoTool(go, own(environment));
    }

    private static Map<String, String> own(Map<String, String> given) throws IOException {
        Map<String, String> environment = new HashMap<>(settings(given));
        environment.putAll(given);
        Path home = Path.of(given.getOrDefault("HOME", "/nonexistent"));
        Path cache = Path.of(given.getOrDefault("SLUICE_BUILD_CACHE", home.toString()));
        environment.put("GOENV", "off");
        environment.put("GOWORK", "off");
        environment.put("GOTOOLCHAIN", "local");
        environment.put("CGO_ENABLED", "0");
        environment.put("GOPATH", home.resolve("go").toString());
        environment.put("GOCACHE", cache.resolve("go-build").toString());
        environment.put("GOMODCACHE", cache.resolve("go-mod").toString());
        return environment;
    }

    private static Map<String, String> settings(Map<String, String> given) throws IOException {
        Path file = Path.of(given.getOrDefault("SLUICE_USER_HOME", "/"), ".config/go/env");
        Map<String, String> settings = new HashMap<>();
        if (Files.isReadable(file)) {
            for (String line : Files.readAllLines(file)) {
                var matcher = OF_THE_USER.matcher(line);
                if (matcher.matches()) {
                    settings.put(matcher.group(1), matcher.group(2));
                }
            }
        }
        return settings;
    }

    /** Its version and the machine that it builds for, as far as they decide what it makes. */
    public String version() throws IOException, GoRefusedException {
        Run run = run(
                Path.of("/"),
                List.of("env", "GOVERSION", "GOOS", "GOARCH", "GOAMD64", "GOARM64", "GOEXPERIMENT"),
                line -> {});
        if (run.status() != 0) {
            throw new GoRefusedException(
                    go + " does not work: " + String.join("; ", run.lines()) + ": tell the operator");
        }
        return String.join(" ", run.lines()).strip();
    }

    /**
     * Makes the program.
     *
     * @param program the file to write
     * @param log is told what it prints
     */
    public void build(GoSources sources, Path program, Consumer<String> log) throws IOException, GoRefusedException {
        noTelemetry();
        Path folder = sources.isOneFile() ? sources.place().resolveSibling("") : sources.place();
        List<String> arguments = new ArrayList<>(List.of("build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w"));
        arguments.add(Files.isRegularFile(folder.resolve("vendor/modules.txt")) ? "-mod=vendor" : "-mod=readonly");
        arguments.addAll(List.of("-modcacherw", "-o", program.toString(), sources.main()));
        if (sources.isOneFile()) {
            name(sources);
        }
        Run run = run(folder, arguments, line -> log.accept(named(line, sources)));
        if (run.status() != 0) {
            throw new GoRefusedException(GoMessages.sentence(
                    run.lines().stream().map(line -> named(line, sources)).toList(), folder));
        }
    }

    /** Has messages and stack traces tell the name that the author's file has. */
    private static void name(GoSources sources) throws IOException {
        Files.writeString(
                sources.place(),
                "//line " + sources.title() + ":1:1\n"
                        + GoFile.read(sources.place()).text().replaceFirst("\\A\uFEFF", ""));
    }

    private static String named(String line, GoSources sources) {
        return sources.isOneFile()
                ? line.replaceFirst("\\A(?:\\./)?" + Pattern.quote(sources.main()) + ":", sources.title() + ":")
                : line;
    }

    /** Nobody but its file can turn it off. */
    private void noTelemetry() throws IOException {
        Path settings =
                Path.of(Optional.ofNullable(environment.get("HOME")).orElse("/nonexistent"), ".config/go/telemetry");
        Files.createDirectories(settings);
        Files.writeString(settings.resolve("mode"), "off");
    }

    private Run run(Path folder, List<String> arguments, Consumer<String> log) throws IOException {
        List<String> command = new ArrayList<>(List.of(go.toString()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        List<String> lines = new ArrayList<>();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                log.accept(line);
                if (lines.size() < GoMessages.MOST_LINES) {
                    lines.add(line);
                }
            }
        }
        return new Run(process.onExit().join().exitValue(), lines);
    }
}
