package dev.sluice.cli.start;

import dev.sluice.cli.api.Digests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file with the gateway's classes as the JVM wants them (JEP 483, 514, 515), by which a start takes less than half the processor time.
 * The JVM does not notice that a jar was replaced, and would run the old code. So the file's name has a digest of all that it was made
 * for: path, size and time of each jar, the JVM, and its options.
 *
 * @param folder is made when there is something to keep
 */
record GatewayCache(Path folder, String digest) {

    private static final String PREFIX = "gateway-";
    private static final String SUFFIX = ".aot";
    private static final int DIGEST_BYTES = 12;

    /** Options that a start to make the file may have as well: others listen, write files, or want a cache of their own. */
    private static final Pattern HARMLESS =
            Pattern.compile("-Xm[nsx]\\S+|-Xss\\S+|-XX:[+-]Use\\w+GC|-XX:\\+ExitOnOutOfMemoryError"
                    + "|-XX:\\+HeapDumpOnOutOfMemoryError|-XX:(Max|Min|Initial)\\w+=[\\w.]+|-XX:TieredStopAtLevel=\\d");

    /** That of a gateway; empty if its options are such that it has none. {@code options} are flags of its JVM, with blanks between them. */
    static Optional<GatewayCache> of(Checkout checkout, String options) {
        List<String> words = Stream.of(options.strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
        if (!words.stream().allMatch(word -> HARMLESS.matcher(word).matches())) {
            return Optional.empty();
        }
        try {
            return Optional.of(new GatewayCache(
                    checkout.caches(), digest(checkout.application().toRealPath(), String.join(" ", words))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String digest(Path application, String options) throws IOException {
        MessageDigest digest = Digests.begin();
        Stream.of(System.getProperty("java.home"), Runtime.version().toString(), options)
                .forEach(text -> add(digest, text));
        try (Stream<Path> files = Files.walk(application)) {
            for (Path file : files.sorted().toList()) {
                BasicFileAttributes attributes =
                        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (attributes.isRegularFile()) {
                    add(digest, file + " " + attributes.size() + " " + attributes.lastModifiedTime());
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return HexFormat.of().formatHex(digest.digest(), 0, DIGEST_BYTES);
    }

    private static void add(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
    }

    private Path file() {
        return folder.resolve(PREFIX + digest + SUFFIX);
    }

    /** Whether it was made. */
    boolean isThere() {
        return Files.isRegularFile(file());
    }

    /** The option by which the JVM uses it. */
    String option() {
        return "-XX:AOTCache=" + file();
    }

    /** Takes a file over that was made for it, and forgets those for others. */
    void keep(Path made) throws IOException {
        Files.createDirectories(folder);
        Files.move(made, file(), StandardCopyOption.ATOMIC_MOVE);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
            for (Path other : files) {
                if (!other.equals(file())) {
                    Files.deleteIfExists(other);
                }
            }
        }
    }
}
