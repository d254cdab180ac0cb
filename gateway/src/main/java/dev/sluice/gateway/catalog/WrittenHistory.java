package dev.sluice.gateway.catalog;

import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a start needs of a function's file, taken from the text just as {@link FunctionDocument} writes it: of all versions
 * only the live one's spec, and that unread. A machine may have 100,000 files with twenty versions each, and reading them
 * all as YAML takes minutes.
 *
 * @param artifacts those of all versions
 * @param spec the text of the live version's spec
 */
record WrittenHistory(
        FunctionName name,
        long revision,
        int live,
        List<Digest> artifacts,
        Digest artifact,
        Instant createdAt,
        String spec) {

    /** Empty if the text has any other layout, as when a person has edited it; it may be good all the same. */
    static Optional<WrittenHistory> scan(String text) {
        try {
            return new Scan(text).history();
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static final class Scan {

        private static final String NEXT_VERSION = "- number: ";

        private final String text;
        private int position;

        Scan(String text) {
            this.text = text;
        }

        Optional<WrittenHistory> history() {
            skip("apiVersion: sluice.dev/v1\nkind: FunctionHistory\nmetadata:\n");
            FunctionName name = new FunctionName(line("  name: "));
            long revision = Long.parseLong(line("  revision: "));
            int live = Integer.parseInt(line("live: "));
            skip("versions:\n");
            List<Digest> artifacts = new ArrayList<>();
            Optional<WrittenHistory> found = Optional.empty();
            while (text.startsWith(NEXT_VERSION, position)) {
                int number = Integer.parseInt(line(NEXT_VERSION));
                Digest artifact = new Digest(line("  artifact: sha256:"));
                String createdAt = line("  createdAt: \"");
                String spec = spec();
                artifacts.add(artifact);
                if (number == live) {
                    Instant instant = Instant.parse(createdAt.substring(0, createdAt.length() - 1));
                    found = Optional.of(new WrittenHistory(name, revision, live, artifacts, artifact, instant, spec));
                }
            }
            skip(FunctionDocument.END);
            return position == text.length() ? found : Optional.empty();
        }

        private String spec() {
            skip("  spec:\n");
            int start = position;
            while (text.startsWith("    ", position)) {
                position = endOfLine() + 1;
            }
            return text.substring(start, position);
        }

        private String line(String prefix) {
            skip(prefix);
            int end = endOfLine();
            String rest = text.substring(position, end);
            position = end + 1;
            return rest;
        }

        private int endOfLine() {
            int end = text.indexOf('\n', position);
            if (end < 0) {
                throw new IllegalArgumentException("the last line has no end");
            }
            return end;
        }

        private void skip(String expected) {
            if (!text.startsWith(expected, position)) {
                throw new IllegalArgumentException("something else than " + expected);
            }
            position += expected.length();
        }
    }
}
