package dev.sluice.gateway.security;

import dev.sluice.core.disk.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/** A token in a file of mode 600: 256 random bits in URL-safe base 64, made when the file is not there or empty. */
public final class TokenFile {

    private TokenFile() {}

    public static String readOrMake(Path file) {
        try {
            String kept = Files.readString(file).strip();
            if (!kept.isEmpty()) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
                return kept;
            }
        } catch (NoSuchFileException e) {
            // The first start.
            return make(file);
        } catch (IOException e) {
            throw Disk.failure("cannot read the token in " + file, e);
        }
        return make(file);
    }

    private static String make(Path file) {
        String token = RandomToken.of(32, new SecureRandom());
        Disk.replace(file, (token + "\n").getBytes(StandardCharsets.UTF_8));
        return token;
    }
}
