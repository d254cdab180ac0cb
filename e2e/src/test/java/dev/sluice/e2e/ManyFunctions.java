package dev.sluice.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Writes functions to the home of a gateway that does not run, each with an artifact of its own: that of one that was
 * deployed, under another digest. Their code is one file with many names, so that they take little room.
 */
final class ManyFunctions {

    private static final String FUNCTIONS = "catalog/functions/default";

    private final Path home;
    private final String document;
    private final String name;
    private final String digest;

    /** {@code name}: a function of {@code home} with one version, whose name stands nowhere else in its document. */
    ManyFunctions(Path home, String name) throws IOException {
        this.home = home;
        this.name = name;
        this.document = Files.readString(home.resolve(FUNCTIONS).resolve(name + ".yaml"));
        int from = document.indexOf("sha256:") + "sha256:".length();
        this.digest = document.substring(from, from + 64);
    }

    void write(int count) throws IOException {
        Path artifacts = home.resolve("artifacts");
        Path code = artifacts.resolve(digest).resolve("code.jar");
        for (int i = 0; i < count; i++) {
            String other = digest(i);
            Path artifact = artifacts.resolve(other);
            Files.createDirectory(artifact);
            link(artifact.resolve("code.jar"), code);
            Files.writeString(
                    home.resolve(FUNCTIONS).resolve(name(i) + ".yaml"),
                    document.replace(name, name(i))
                            .replace(digest, other)
                            .replace(digest.substring(0, 16), other.substring(0, 16)));
        }
    }

    /** The {@code i}-th of them, from 0. */
    static String name(int i) {
        return "many-" + i;
    }

    /** A file system allows only so many names for one file. */
    private static void link(Path link, Path code) throws IOException {
        try {
            Files.createLink(link, code);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException | UnsupportedOperationException e) {
            Files.copy(code, link);
        }
    }

    private static String digest(int i) {
        try {
            byte[] bytes = MessageDigest.getInstance("SHA-256").digest(name(i).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
