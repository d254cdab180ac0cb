package dev.sluice.events.stored;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** Header fields of a record of Kafka, as texts in UTF-8. Immutable; a name may repeat. */
public final class Fields {

    /** What the names of all fields begin with that say something of the platform's own. */
    public static final String OURS = "sluice-";

    private final List<Header> headers;

    private Fields(List<Header> headers) {
        this.headers = headers;
    }

    public static Fields of(Iterable<Header> headers) {
        List<Header> all = new ArrayList<>();
        headers.forEach(all::add);
        return new Fields(List.copyOf(all));
    }

    /** Begins a record of this kind in this format, a number from 1. */
    public static Fields begin(String kind, int format) {
        return new Fields(List.of()).with(kind, Integer.toString(format));
    }

    /** Checks that a record is of this kind, and in a format from 1 to {@code newest}; tells in which. */
    public int format(String kind, int newest) throws UnreadableRecordException {
        String told = text(kind);
        int format = told.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(told) : 0;
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
        List<Header> more = new ArrayList<>(headers);
        more.add(new RecordHeader(name, value));
        return new Fields(List.copyOf(more));
    }

    /** These and {@code others} behind them. */
    public Fields and(Fields others) {
        List<Header> more = new ArrayList<>(headers);
        more.addAll(others.headers);
        return new Fields(List.copyOf(more));
    }

    public List<Header> headers() {
        return headers;
    }

    /** The text under a name, which must be there. */
    public String text(String name) throws UnreadableRecordException {
        return find(name).orElseThrow(() -> new UnreadableRecordException("the field " + OURS + name + " is missing"));
    }

    /** The text under a name. */
    public Optional<String> find(String name) {
        return all(name).stream().findFirst();
    }

    /** All texts under a name, in order. */
    public List<String> all(String name) {
        return headers.stream()
                .filter(header -> header.key().equals(OURS + name) && header.value() != null)
                .map(header -> new String(header.value(), StandardCharsets.UTF_8))
                .toList();
    }

    public long number(String name) throws UnreadableRecordException {
        String told = text(name);
        if (!told.matches("[0-9]{1,18}")) {
            throw new UnreadableRecordException("the field " + OURS + name + " is '" + told + "' and no number");
        }
        return Long.parseLong(told);
    }

    public int count(String name) throws UnreadableRecordException {
        return (int) Math.min(Integer.MAX_VALUE, number(name));
    }

    public Instant instant(String name) throws UnreadableRecordException {
        return instant(name, text(name));
    }

    public Optional<Instant> findInstant(String name) throws UnreadableRecordException {
        Optional<String> told = find(name);
        return told.isEmpty() ? Optional.empty() : Optional.of(instant(name, told.get()));
    }

    private static Instant instant(String name, String told) throws UnreadableRecordException {
        try {
            return Instant.parse(told);
        } catch (DateTimeException e) {
            throw new UnreadableRecordException("the field " + OURS + name + " is '" + told + "' and no time");
        }
    }
}
