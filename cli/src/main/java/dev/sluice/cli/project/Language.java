package dev.sluice.cli.project;

import dev.sluice.cli.api.CommandException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A language that there is a template for: one for each language that a function can be written in. */
public enum Language {
    go,
    java,
    node,
    python,
    typescript;

    /** The command that runs the template's tests. */
    public String test() {
        return switch (this) {
            case go -> "go test";
            case java -> "mvn test";
            case node, typescript -> "npm test";
            case python -> "python3 -m unittest";
        };
    }

    private List<String> files() {
        return switch (this) {
            case go -> List.of("go.mod", "main.go", "main_test.go", "README.md");
            case java ->
                List.of("pom.xml", "src/main/java/hello/Hello.java", "src/test/java/hello/HelloTest.java", "README.md");
            case node -> List.of("hello.mjs", "hello.test.mjs", "package.json", "README.md");
            case python -> List.of("hello.py", "test_hello.py", "README.md");
            case typescript -> List.of("hello.ts", "hello.test.ts", "package.json", "README.md");
        };
    }

    /**
     * Writes the template into a new folder.
     *
     * @throws CommandException if there is something already, or it cannot be written
     */
    public void write(Path folder, String name) {
        if (Files.exists(folder)) {
            throw CommandException.machine("There is a " + folder + " already: choose another name, or remove it.");
        }
        try {
            for (String file : files()) {
                Path there = folder.resolve(file);
                Files.createDirectories(there.getParent());
                Files.writeString(there, text(file).replace("@name@", name));
            }
        } catch (IOException e) {
            throw CommandException.machine("Cannot write to " + folder + ": " + e.getMessage() + ".");
        }
    }

    private String text(String file) throws IOException {
        String resource = "/templates/" + name() + "/" + file;
        try (InputStream in = Language.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the command has no " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
