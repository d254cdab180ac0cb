package dev.sluice.runner.project;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The program {@code package} of this runtime ({@code docs/protocol.md}). */
public final class Packager {

    private Packager() {}

    /** {@code API plan FOLDER} or {@code API run FOLDER RESULT}; ends the process where nothing can be made. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Tools tools = Tools.of(System.getenv(), Path.of(arguments[0]));
        try {
            Project project = Project.in(Path.of(arguments[2]).toRealPath(), tools);
            if (arguments[1].equals("plan")) {
                plan(project, tools).forEach(out::println);
            } else {
                project.make(Path.of(arguments[3]).toAbsolutePath(), out::println);
            }
        } catch (RefusedException e) {
            out.println(e.sentence());
            System.exit(1);
        }
    }

    private static List<String> plan(Project project, Tools tools) throws RefusedException, IOException {
        Maven maven = Maven.of(tools);
        return List.of(
                "input: *",
                "with: package 1",
                "with: " + maven.name(),
                "with: Java " + Runtime.version(),
                "with: " + System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                "with: settings " + maven.settingsDigest(),
                "says: " + project.says(maven));
    }
}
