package dev.sluice.gateway.egress;

import dev.sluice.core.function.Digest;
import dev.sluice.core.invocation.Outcome;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.BiConsumer;

/** Two answers to one call, compared by status and body when both are over. Thread-safe. */
final class Comparison {

    private final BiConsumer<Seen, Seen> both;
    private final Side first = new Side();
    private final Side second = new Side();

    /** {@code both}: is told once, when both answers are over, on the thread of the later one; must not block. */
    Comparison(BiConsumer<Seen, Seen> both) {
        this.both = both;
    }

    /** That of the target whose answer the caller gets. */
    Side first() {
        return first;
    }

    Side second() {
        return second;
    }

    /**
     * One answer.
     *
     * @param word what became of the call
     * @param status 0 if there was no answer
     * @param digest of the body
     */
    record Seen(String word, int status, long bytes, String digest) {

        boolean isSameAs(Seen other) {
            return equals(other);
        }

        /** For people. */
        String shown() {
            return status == 0 ? "did not answer (" + word + ")" : "answered " + status + " with " + bytes + " bytes";
        }
    }

    /** Notes one answer as it comes; told by one thread at a time. */
    final class Side {

        private final MessageDigest digest = Digest.sha256();
        private int status;
        private long bytes;
        private volatile boolean over;
        private Seen seen = new Seen("", 0, 0, "");

        void head(int answer) {
            status = answer;
        }

        void data(ByteBuffer piece) {
            bytes += piece.remaining();
            digest.update(piece.duplicate());
        }

        void finished(Outcome outcome) {
            boolean answered = outcome.isAnswer();
            Seen end = new Seen(
                    outcome.word(),
                    answered ? status : 0,
                    answered ? bytes : 0,
                    answered ? HexFormat.of().formatHex(digest.digest()) : "");
            if (end(end)) {
                both.accept(first.seen, second.seen);
            }
        }

        /** Whether both are over now. */
        private boolean end(Seen end) {
            synchronized (Comparison.this) {
                if (over) {
                    return false;
                }
                seen = end;
                over = true;
                return first.over && second.over;
            }
        }
    }
}
