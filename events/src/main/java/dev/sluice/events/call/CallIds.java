package dev.sluice.events.call;

import dev.sluice.core.function.Digest;
import dev.sluice.core.invocation.InvocationId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Ids of calls that are known by a name: whoever puts one twice names it alike, and it runs once. */
public final class CallIds {

    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 26;

    private CallIds() {}

    /** The id under this name: the first 128 bits of the SHA-256 of its words, which hold no line feed. It tells no time. */
    public static InvocationId named(List<String> words) {
        ByteBuffer digest =
                ByteBuffer.wrap(Digest.sha256().digest(String.join("\n", words).getBytes(StandardCharsets.UTF_8)));
        long high = digest.getLong();
        long low = digest.getLong();
        char[] text = new char[LENGTH];
        for (int i = LENGTH - 1; i >= 0; i--) {
            text[i] = DIGITS.charAt((int) (low & 31));
            low = low >>> 5 | high << 59;
            high >>>= 5;
        }
        return new InvocationId(new String(text));
    }
}
