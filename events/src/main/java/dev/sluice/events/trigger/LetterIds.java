package dev.sluice.events.trigger;

import dev.sluice.core.invocation.InvocationId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Ids of dead letters of records, which follow from trigger and place: 48 bits of the record's time, 80 of a digest. */
final class LetterIds {

    private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();

    private LetterIds() {}

    static InvocationId of(TriggerId trigger, String topic, int partition, long offset, long millis) {
        byte[] digest = digest(trigger + "\n" + topic + "\n" + partition + "\n" + offset);
        char[] text = new char[26];
        long time = Math.max(0, millis) & 0xffff_ffff_ffffL;
        for (int i = 9; i >= 0; i--) {
            text[i] = DIGITS[(int) (time & 31)];
            time >>>= 5;
        }
        for (int i = 10; i < 26; i++) {
            text[i] = DIGITS[digest[i] & 31];
        }
        return new InvocationId(new String(text));
    }

    /** The time of the record of a letter, in milliseconds of the epoch. */
    static long millis(InvocationId id) {
        long time = 0;
        for (int i = 0; i < 10; i++) {
            time = time << 5 | Arrays.binarySearch(DIGITS, id.value().charAt(i));
        }
        return time;
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
