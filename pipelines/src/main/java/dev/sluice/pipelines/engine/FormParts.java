package dev.sluice.pipelines.engine;

import dev.sluice.core.event.MalformedEventException;
import dev.sluice.events.payload.PayloadDraft;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a form (multipart/form-data, RFC 7578), each an item. Reads as it goes: of a part at most 256 KiB are in memory. For one
 * thread; blocks as its source and the disk do.
 */
final class FormParts implements SentBody {

    private static final Pattern BOUNDARY =
            Pattern.compile("(?i);\\s*boundary=(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70}))");

    private static final Pattern FILE = Pattern.compile("(?i);\\s*filename=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final int PIECE = 64 << 10;

    /** The longest header of a part in bytes. */
    private static final int LONGEST_HEADER = 8 << 10;

    private final InputStream source;
    private final Supplier<PayloadDraft> drafts;

    /** Stands before each part but the first, behind whose line break the body begins. */
    private final byte[] delimiter;

    private final byte[] piece = new byte[PIECE];
    private int next;
    private int end;
    private long number;
    private boolean begun;
    private boolean over;

    /** {@code drafts}: makes what a part is gathered in. */
    private FormParts(InputStream source, byte[] delimiter, Supplier<PayloadDraft> drafts) {
        this.source = source;
        this.delimiter = delimiter;
        this.drafts = drafts;
        // So that the first delimiter is like the others.
        piece[0] = '\r';
        piece[1] = '\n';
        this.end = 2;
    }

    /** Those of a body of this media type; empty if it says no boundary. */
    static Optional<FormParts> of(String type, InputStream body, Supplier<PayloadDraft> drafts) {
        Matcher found = BOUNDARY.matcher(type);
        return found.find()
                ? Optional.of(new FormParts(
                        body,
                        ("\r\n--" + (found.group(1) == null ? found.group(2) : found.group(1)))
                                .getBytes(StandardCharsets.ISO_8859_1),
                        drafts))
                : Optional.empty();
    }

    @Override
    public String place() {
        return "Part " + number;
    }

    @Override
    public boolean isOver() {
        return over;
    }

    @Override
    public Optional<SentItem> next() throws IOException, MalformedEventException {
        if (!begun) {
            begin();
        }
        if (over || closes()) {
            over = true;
            return Optional.empty();
        }
        number++;
        String header = header();
        try (PayloadDraft draft = drafts.get()) {
            until(bytes -> {
                if (!draft.mayHave(bytes.remaining())) {
                    throw new MalformedEventException("it has more than 64 MiB: give a reference to what is larger");
                }
                draft.write(bytes);
            });
            return Optional.of(new SentItem(type(header), file(header), draft.commit()));
        }
    }

    /** Takes bytes of a part, in order. */
    private interface Taking {
        void take(ByteBuffer bytes) throws MalformedEventException;
    }

    /** What is before the first delimiter is nobody's. */
    private void begin() throws IOException, MalformedEventException {
        begun = true;
        if (fill()) {
            until(_ -> {});
        } else {
            over = true;
        }
    }

    /** Whether the delimiter that was read is the last one; goes behind its line otherwise. */
    private boolean closes() throws IOException, MalformedEventException {
        String rest = line(LONGEST_HEADER);
        if (rest.startsWith("--")) {
            return true;
        }
        if (!rest.isBlank()) {
            throw new MalformedEventException("behind its boundary there is something else than the end of the line");
        }
        return false;
    }

    private String header() throws IOException, MalformedEventException {
        StringBuilder header = new StringBuilder();
        for (String line = line(LONGEST_HEADER); !line.isEmpty(); line = line(LONGEST_HEADER - header.length())) {
            header.append(line).append('\n');
        }
        return header.toString();
    }

    /** A line without its end; at the end of the source what is there. */
    private String line(int most) throws IOException, MalformedEventException {
        StringBuilder line = new StringBuilder();
        while (true) {
            if (next == end && !fill()) {
                return ended(line);
            }
            char c = (char) (piece[next++] & 0xff);
            if (c == '\n') {
                return ended(line);
            }
            if (line.length() >= most) {
                throw new MalformedEventException("its header has more than 8 KiB");
            }
            line.append(c);
        }
    }

    private static String ended(StringBuilder line) {
        boolean carriage = !line.isEmpty() && line.charAt(line.length() - 1) == '\r';
        return new String(
                line.substring(0, line.length() - (carriage ? 1 : 0)).getBytes(StandardCharsets.ISO_8859_1),
                StandardCharsets.UTF_8);
    }

    /** Hands on all before the next delimiter, and goes behind that. */
    private void until(Taking taking) throws IOException, MalformedEventException {
        while (true) {
            int found = find();
            if (found >= 0) {
                hand(found, taking);
                next += delimiter.length;
                return;
            }
            // The last bytes may be the begin of a delimiter.
            hand(Math.max(next, end - delimiter.length + 1), taking);
            if (!fill()) {
                throw new IOException("it ends in the middle of a part");
            }
        }
    }

    private void hand(int until, Taking taking) throws MalformedEventException {
        if (until > next) {
            taking.take(ByteBuffer.wrap(piece, next, until - next));
            next = until;
        }
    }

    /** Where the next delimiter begins; -1 if there is none in what was read. */
    private int find() {
        for (int i = next; i + delimiter.length <= end; i++) {
            if (piece[i] == '\r' && Arrays.equals(piece, i, i + delimiter.length, delimiter, 0, delimiter.length)) {
                return i;
            }
        }
        return -1;
    }

    /** Reads more behind what is there. Returns whether there was more. */
    private boolean fill() throws IOException {
        System.arraycopy(piece, next, piece, 0, end - next);
        end -= next;
        next = 0;
        int read = source.read(piece, end, piece.length - end);
        end += Math.max(0, read);
        return read > 0;
    }

    private static String type(String header) {
        return field(header, "content-type").filter(type -> !type.isBlank()).orElse("text/plain");
    }

    private static Optional<String> file(String header) {
        return field(header, "content-disposition")
                .map(FILE::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1)
                        .replaceAll("\\\\(.)", "$1")
                        .replace("%22", "\"")
                        .replace("%0D", "\r")
                        .replace("%0A", "\n"))
                .filter(name -> !name.isEmpty());
    }

    private static Optional<String> field(String header, String name) {
        return header.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }
}
