package dev.sluice.runner.program.build;

import dev.sluice.runner.program.golang.GoRefusedException;
import dev.sluice.runner.program.golang.GoSources;
import dev.sluice.runner.program.golang.GoTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** {@code build plan FOLDER} and {@code build run FOLDER RESULT}: makes a program of sources in Go ({@code docs/protocol.md}). */
public final class Main {

    private static final int REFUSED = 1;

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        try {
            Optional<GoSources> sources = sources(Path.of(arguments[1]), System.getenv());
            if (sources.isEmpty()) {
                return;
            }
            GoTool go = GoTool.find(System.getenv());
            if (arguments[0].equals("plan")) {
                plan(sources.get(), go);
            } else {
                run(sources.get(), go, Path.of(arguments[2]));
            }
        } catch (GoRefusedException e) {
            System.out.println(e.getMessage());
            System.exit(REFUSED);
        }
    }

    /** Sources of which a program is wanted: not where the handler is another one. */
    private static Optional<GoSources> sources(Path folder, Map<String, String> environment)
            throws IOException, GoRefusedException {
        if (!environment.getOrDefault("SLUICE_HANDLER", GoSources.PROGRAM).equals(GoSources.PROGRAM)) {
            return Optional.empty();
        }
        Path file = folder.resolve(GoSources.ONE_FILE);
        Optional<GoSources> module = GoSources.inFolder(folder);
        return module.isPresent() || !Files.isRegularFile(file)
                ? module
                : Optional.of(GoSources.ofFile(file, environment.getOrDefault("SLUICE_FILE_NAME", GoSources.ONE_FILE)));
    }

    private static void plan(GoSources sources, GoTool go) throws IOException, GoRefusedException {
        System.out.println("says: go build, " + (sources.isOneFile() ? "of " : "by ") + sources.title());
        System.out.println("input: *");
        System.out.println("with: " + go.version() + ", of " + sources.title());
    }

    private static void run(GoSources sources, GoTool go, Path result) throws IOException, GoRefusedException {
        Path program = result.resolveSibling("program");
        go.build(sources, program, System.out::println);
        new ProgramArchive(program, GoSources.PROGRAM).write(result);
    }
}
