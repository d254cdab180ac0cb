package dev.sluice.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.regex.Pattern;

/** What a gateway has printed. Nothing of level WARN or higher may be there that no test has expected. */
final class GatewayLog {

    /** Records of the gateway's own log, and what a JVM or a thread says that nobody took care of. */
    private static final Pattern COMPLAINT = Pattern.compile(
            "\\S+ (\\S+ )?(WARN|ERROR|FATAL|SEVERE|WARNING) .*|WARNING: .*|Exception in thread .*|OpenJDK .* warning: .*");

    private final Path file;
    private final Set<String> expected = new CopyOnWriteArraySet<>();
    private int looked;

    GatewayLog(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    String text() {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says that complaints may come which contain {@code part}. */
    void expect(String part) {
        expected.add(part);
    }

    /** @throws AssertionError if there are complaints since the last look that nobody expected */
    synchronized void assertQuiet() {
        List<String> lines = text().lines().toList();
        List<String> complaints = new ArrayList<>();
        for (String line : lines.subList(Math.min(looked, lines.size()), lines.size())) {
            if (COMPLAINT.matcher(line).matches() && expected.stream().noneMatch(line::contains)) {
                complaints.add(line);
            }
        }
        looked = lines.size();
        if (!complaints.isEmpty()) {
            throw new AssertionError("the gateway complained of what no test expected:\n"
                    + String.join("\n", complaints) + "\nIts whole log:\n" + text());
        }
    }
}
