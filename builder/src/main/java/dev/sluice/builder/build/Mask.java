package dev.sluice.builder.build;

import dev.sluice.builder.upload.FolderArchive;
import dev.sluice.core.catalog.SecretValue;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipInputStream;

/**
 * Takes secrets out of what a build prints: whole values, the lines of those that have several, and of addresses the user's part. A line
 * that is cut may end in the first characters of a value, so these are taken out too.
 *
 * @param values the longest first
 */
record Mask(List<String> values) {

    private static final String SHOWN = "***";

    /** What is shorter stands in too many words; as many characters at the end of a line may be those of a value. */
    private static final int SHORTEST = 4;

    private static final int WINDOW = 64 << 10;

    static Mask of(Collection<SecretValue> secrets) {
        Set<String> values = new TreeSet<>(
                Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        for (SecretValue secret : secrets) {
            secret.reveal().lines().map(String::strip).forEach(line -> {
                values.add(line);
                userPart(line, values);
            });
        }
        values.removeIf(value -> value.length() < SHORTEST);
        return new Mask(List.copyOf(values));
    }

    /** As it is written and as it is meant. */
    private static void userPart(String address, Set<String> values) {
        try {
            URI uri = new URI(address);
            if (uri.getRawUserInfo() != null) {
                values.add(uri.getRawUserInfo());
                values.add(behindColon(uri.getRawUserInfo()));
                values.add(behindColon(uri.getUserInfo()));
            }
        } catch (URISyntaxException e) {
            // It is no address.
        }
    }

    private static String behindColon(String user) {
        return user.substring(user.indexOf(':') + 1);
    }

    /** Whether one of the values stands in what is in an archive; what is packed once more inside is not seen. */
    boolean isIn(Path archive, FolderArchive.Format format) throws IOException {
        if (values.isEmpty()) {
            return false;
        }
        // Latin-1 has a character for each byte.
        List<String> sought = values.stream()
                .map(value -> new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))
                .toList();
        int longest = sought.stream().mapToInt(String::length).max().orElse(0);
        return switch (format) {
            case TAR_GZ -> {
                try (InputStream in = new GZIPInputStream(Files.newInputStream(archive))) {
                    yield isOneIn(in, sought, longest);
                }
            }
            case ZIP -> {
                try (ZipInputStream in = new ZipInputStream(Files.newInputStream(archive))) {
                    boolean found = false;
                    while (!found && in.getNextEntry() != null) {
                        found = isOneIn(in, sought, longest);
                    }
                    yield found;
                }
            }
        };
    }

    private static boolean isOneIn(InputStream in, List<String> sought, int longest) throws IOException {
        String before = "";
        for (byte[] read = in.readNBytes(WINDOW); read.length > 0; read = in.readNBytes(WINDOW)) {
            String window = before + new String(read, StandardCharsets.ISO_8859_1);
            if (sought.stream().anyMatch(window::contains)) {
                return true;
            }
            before = window.substring(Math.max(0, window.length() - longest + 1));
        }
        return false;
    }

    String over(String line) {
        String masked = line;
        for (String value : values) {
            masked = masked.replace(value, SHOWN);
        }
        for (String value : values) {
            for (int length = Math.min(value.length() - 1, masked.length()); length >= SHORTEST; length--) {
                if (masked.endsWith(value.substring(0, length))) {
                    return masked.substring(0, masked.length() - length) + SHOWN;
                }
            }
        }
        return masked;
    }
}
