package dev.sluice.events.call;

import dev.sluice.core.function.Digest;
import dev.sluice.core.invocation.InvocationId;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Ids of calls that are known by a name: whoever puts one twice names it alike, and it runs once. */
public final class CallIds {

    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 26;

    private CallIds() {}

    /** The id under this name: the first 128 bits of the SHA-256 of its words, which hold no line feed. It tells no time. */
    public static InvocationId named(List<String> words) {
        byte[] digest = Digest.sha256().digest(String.join("\n", words).getBytes(StandardCharsets.UTF_8));
        char[] text = new char[LENGTH];
        // 128 bits in digits of 5, the first of which holds 3.
        int bits = 2;
        int held = 0;
        int from = 0;
        for (int i = 0; i < LENGTH; i++) {
            while (bits < 5) {
                held = held << 8 | digest[from++] & 255;
                bits += 8;
            }
            bits -= 5;
            text[i] = DIGITS.charAt(held >>> bits & 31);
            held &= (1 << bits) - 1;
        }
        return new InvocationId(new String(text));
    }
}
