package dev.sluice.store.catalog;

import dev.sluice.core.catalog.SecretValue;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bytes of a secret's file: a line {@code sluice.dev/secret 1}, which says the format, and behind it the value as UTF-8,
 * without anything after it.
 */
final class SecretFile {

    private static final int FORMAT = 1;
    private static final Pattern HEADER = Pattern.compile("sluice\\.dev/secret ([1-9][0-9]{0,8})");

    private SecretFile() {}

    /** What came of reading one. */
    sealed interface Read {

        record Secret(SecretValue value) implements Read {}

        /** A newer build wrote it. */
        record Newer(int format) implements Read {}

        record Damaged() implements Read {}
    }

    static byte[] write(SecretValue value) {
        return ("sluice.dev/secret " + FORMAT + "\n" + value.reveal()).getBytes(StandardCharsets.UTF_8);
    }

    static Read read(byte[] bytes) {
        Optional<Integer> end = endOfLine(bytes);
        if (end.isEmpty()) {
            return new Read.Damaged();
        }
        Matcher header = HEADER.matcher(new String(bytes, 0, end.get(), StandardCharsets.ISO_8859_1));
        if (!header.matches()) {
            return new Read.Damaged();
        }
        int format = Integer.parseInt(header.group(1));
        return format > FORMAT ? new Read.Newer(format) : value(Arrays.copyOfRange(bytes, end.get() + 1, bytes.length));
    }

    private static Read value(byte[] bytes) {
        try {
            ByteBuffer value = ByteBuffer.wrap(bytes);
            return new Read.Secret(new SecretValue(
                    StandardCharsets.UTF_8.newDecoder().decode(value).toString()));
        } catch (CharacterCodingException | IllegalArgumentException e) {
            return new Read.Damaged();
        }
    }

    private static Optional<Integer> endOfLine(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }
}
