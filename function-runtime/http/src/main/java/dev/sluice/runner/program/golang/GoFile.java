package dev.sluice.runner.program.golang;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of a file in Go. */
record GoFile(String text) {

    /** Spaces and comments, which may stand before the package clause, and a mark of the order of bytes. */
    private static final Pattern PACKAGE = Pattern.compile(
            "\\A\uFEFF?(?:\\s++|//[^\\n]*+|/\\*(?:[^*]++|\\*(?!/))*+\\*/)*+package(?:[ \\t]++|/\\*[^\\n]*?\\*/)++([\\p{L}_][\\p{L}\\p{Nd}_]*+)");

    static GoFile read(Path file) throws IOException {
        return new GoFile(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    }

    /** The name in its package clause; empty if it does not begin with one. */
    Optional<String> packageName() {
        Matcher matcher = PACKAGE.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    boolean mentions(String word) {
        return text.contains(word);
    }
}
