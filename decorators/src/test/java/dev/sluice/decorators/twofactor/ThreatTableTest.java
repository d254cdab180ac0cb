package dev.sluice.decorators.twofactor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each attack in docs/two-factor.md is tried by the test that it names. */
class ThreatTableTest {

    private static final Path ROOT = Path.of(System.getProperty("sluice.root"));
    private static final Pattern TEST = Pattern.compile("\\| `(\\w+)\\.(\\w+)` \\|$");
    private static final Set<String> NO_SOURCES = Set.of("target", ".git", "node_modules");

    @Test
    void everyLineNamesATestThatExists() throws IOException {
        List<String> lines = Files.readAllLines(ROOT.resolve("docs/two-factor.md"));
        List<String> table = lines.subList(lines.indexOf("| attack | defence | test |") + 2, lines.size()).stream()
                .takeWhile(line -> line.startsWith("|"))
                .toList();
        Map<String, String> sources = tests();

        assertThat(table).hasSizeGreaterThan(40).allSatisfy(line -> {
            Matcher test = TEST.matcher(line);
            assertThat(test.find()).as(line).isTrue();
            assertThat(sources).as(line).containsKey(test.group(1));
            assertThat(isTest(sources.getOrDefault(test.group(1), ""), test.group(2)))
                    .as(line)
                    .isTrue();
        });
    }

    /** Whether a method is called so, and has the mark of a test after the end of the method before it. */
    private static boolean isTest(String source, String method) {
        int at = source.indexOf("void " + method + "(");
        int before = source.lastIndexOf("\n    }\n", at);
        return at > 0 && source.substring(Math.max(0, before), at).matches("(?s).*@(Test|ParameterizedTest)\\s.*");
    }

    private static Map<String, String> tests() throws IOException {
        Map<String, String> sources = new HashMap<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return NO_SOURCES.contains(String.valueOf(folder.getFileName()))
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith("Test.java")) {
                    sources.merge(name.replace(".java", ""), Files.readString(file), String::concat);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return sources;
    }
}
