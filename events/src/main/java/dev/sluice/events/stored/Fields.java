package dev.sluice.events.stored;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** Header fields of a record of Kafka, as texts in UTF-8. Immutable; a name may repeat. */
public final class Fields {

    /** What the names of all fields begin with that say something of the platform's own. */
    public static final String OURS = "sluice-";

    private static final int MOST_DIGITS = 18;

    /** Never changed; an array and plain loops because each step of each call comes by here. */
    private final Header[] headers;

    private Fields(Header[] headers) {
        this.headers = headers;
    }

    public static Fields of(Iterable<Header> headers) {
        if (headers instanceof Headers kafkas) {
            return new Fields(kafkas.toArray());
        }
        List<Header> all = new ArrayList<>();
        headers.forEach(all::add);
        return new Fields(all.toArray(Header[]::new));
    }

    /** Begins a record of this kind in this format, a number from 1. */
    public static Fields begin(String kind, int format) {
        return new Fields(new Header[0]).with(kind, Integer.toString(format));
    }

    /** Checks that a record is of this kind, and in a format from 1 to {@code newest}; tells in which. */
    public int format(String kind, int newest) throws UnreadableRecordException {
        String told = text(kind);
        int format = isNumber(told, 9) && told.charAt(0) != '0' ? Integer.parseInt(told) : 0;
        if (format < 1) {
            throw new UnreadableRecordException("the field " + OURS + kind + " is '" + told + "' and no format");
        }
        if (format > newest) {
            throw new UnreadableRecordException(
                    "it has the format " + format + " of a newer build: this one knows up to " + newest);
        }
        return format;
    }

    /** These and one more; {@code name} without the platform's prefix. */
    public Fields with(String name, String value) {
        return plus(OURS + name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** These, and one more if there is such a value. */
    public Fields with(String name, Optional<?> value) {
        return value.isPresent() ? with(name, value.get().toString()) : this;
    }

    /** These and one more under a name as it stands; {@code value} may be null, as Kafka has it. */
    public Fields plus(String name, byte @Nullable [] value) {
        Header[] more = Arrays.copyOf(headers, headers.length + 1);
        more[headers.length] = new RecordHeader(name, value);
        return new Fields(more);
    }

    /** These and {@code others} behind them. */
    public Fields and(Fields others) {
        Header[] more = Arrays.copyOf(headers, headers.length + others.headers.length);
        System.arraycopy(others.headers, 0, more, headers.length, others.headers.length);
        return new Fields(more);
    }

    public List<Header> headers() {
        return Collections.unmodifiableList(Arrays.asList(headers));
    }

    /** The text under a name, which must be there. */
    public String text(String name) throws UnreadableRecordException {
        return find(name).orElseThrow(() -> new UnreadableRecordException("the field " + OURS + name + " is missing"));
    }

    /** The text under a name. */
    public Optional<String> find(String name) {
        for (Header header : headers) {
            if (isNamed(header, name)) {
                return Optional.of(text(header));
            }
        }
        return Optional.empty();
    }

    /** All texts under a name, in order. */
    public List<String> all(String name) {
        List<String> all = new ArrayList<>(0);
        for (Header header : headers) {
            if (isNamed(header, name)) {
                all.add(text(header));
            }
        }
        return List.copyOf(all);
    }

    private static boolean isNamed(Header header, String name) {
        String key = header.key();
        return key.length() == OURS.length() + name.length()
                && key.endsWith(name)
                && key.startsWith(OURS)
                && header.value() != null;
    }

    private static String text(Header header) {
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    public long number(String name) throws UnreadableRecordException {
        String told = text(name);
        if (!isNumber(told, MOST_DIGITS)) {
            throw new UnreadableRecordException("the field " + OURS + name + " is '" + told + "' and no number");
        }
        return Long.parseLong(told);
    }

    private static boolean isNumber(String text, int most) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= most;
    }

    public int count(String name) throws UnreadableRecordException {
        return (int) Math.min(Integer.MAX_VALUE, number(name));
    }

    public Instant instant(String name) throws UnreadableRecordException {
        return instant(name, text(name));
    }

    public OptionalInt findCount(String name) throws UnreadableRecordException {
        return find(name).isPresent() ? OptionalInt.of(count(name)) : OptionalInt.empty();
    }

    public Optional<Instant> findInstant(String name) throws UnreadableRecordException {
        Optional<String> told = find(name);
        return told.isEmpty() ? Optional.empty() : Optional.of(instant(name, told.get()));
    }

    private static Instant instant(String name, String told) throws UnreadableRecordException {
        try {
            return InstantText.read(told);
        } catch (DateTimeException e) {
            throw new UnreadableRecordException("the field " + OURS + name + " is '" + told + "' and no time");
        }
    }
}
