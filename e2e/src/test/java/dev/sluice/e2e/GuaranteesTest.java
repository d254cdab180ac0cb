package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of what is guaranteed: each line of its tables names tests that there are. */
class GuaranteesTest {

    private static final Pattern NAMED = Pattern.compile("`(\\w*Test)?(?:\\.(\\w+))?`");

    private static Map<String, String> testClasses() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> above = Files.list(Gateway.ROOT);
                Stream<Path> runtimes = Files.list(Gateway.ROOT.resolve("function-runtime"))) {
            Stream<Path> modules = Stream.concat(above, runtimes);
            for (Path tests :
                    modules.map(module -> module.resolve("src/test/java")).toList()) {
                if (Files.isDirectory(tests)) {
                    collect(tests, sources);
                }
            }
        }
        return sources;
    }

    private static void collect(Path tests, Map<String, String> sources) throws IOException {
        try (Stream<Path> files = Files.walk(tests)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith("Test.java")).toList()) {
                // Two modules may have tests of the same name.
                sources.merge(
                        file.getFileName().toString().replace(".java", ""), Files.readString(file), String::concat);
            }
        }
    }

    /** What is wrong with the last cell of a row. */
    private static List<String> wrong(String row, Map<String, String> sources) {
        String[] cells = row.split(" \\| ");
        String tests = cells[cells.length - 1];
        List<String> wrong = new ArrayList<>();
        Matcher named = NAMED.matcher(tests);
        String type = "";
        int count = 0;
        while (named.find()) {
            count++;
            type = named.group(1) == null ? type : named.group(1);
            String source = sources.get(type);
            if (source == null) {
                wrong.add("there is no class " + type + ": " + row);
            } else if (named.group(2) != null && !source.contains("void " + named.group(2) + "(")) {
                wrong.add(type + " has no test " + named.group(2) + ": " + row);
            }
        }
        if (count == 0 && !tests.startsWith("the same")) {
            wrong.add("no test is named: " + row);
        }
        return wrong;
    }

    @Test
    void eachLineNamesATestThatThereIs() throws IOException {
        Map<String, String> sources = testClasses();
        List<String> rows = Files.readAllLines(Gateway.ROOT.resolve("docs/guarantees.md")).stream()
                .filter(line -> line.startsWith("| "))
                .filter(line -> !line.endsWith(" test |"))
                .toList();

        assertThat(rows).hasSizeGreaterThan(20);
        assertThat(rows.stream().flatMap(row -> wrong(row, sources).stream())).isEmpty();
    }
}
