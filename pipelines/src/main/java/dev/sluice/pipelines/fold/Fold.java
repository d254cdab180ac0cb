package dev.sluice.pipelines.fold;

import dev.sluice.core.json.JsonStrings;
import dev.sluice.events.stored.UnreadableRecordException;
import dev.sluice.pipelines.packed.PackedReader;
import dev.sluice.pipelines.packed.PackedWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;

/**
 * What came of items so far. In which order they came and how they were grouped makes no difference to it. Of lists and histograms
 * it keeps 256 KiB at most. Not thread-safe.
 */
public sealed interface Fold {

    /** Takes in what came of other items, by the same kind of fold. {@code other} is not to be used any more. */
    void add(Fold other);

    FoldKind kind();

    /** How many items it was made of. */
    long members();

    /** How many of them are not in the result, because only so many are kept. */
    default long leftOut() {
        return 0;
    }

    /** The result as JSON. */
    String result();

    /** Appends all that it is; {@link #read} makes the same of it. */
    void pack(PackedWriter out);

    /**
     * Reads what {@link #pack} wrote.
     *
     * @throws UnreadableRecordException if it is damaged, or of a newer build
     */
    static Fold read(PackedReader in) throws UnreadableRecordException {
        long kind = in.number();
        return switch ((int) kind) {
            case Count.PACKED -> new Count(in.number());
            case Sum.PACKED -> new Sum(in.number(), new BigDecimal(new BigInteger(in.bytes()), (int) in.number()));
            case Histogram.PACKED -> Histogram.read(in);
            case Top.PACKED -> Top.read(in);
            case Collect.PACKED -> Collect.read(in);
            default -> throw new UnreadableRecordException("it has a fold of the kind " + kind + " of a newer build");
        };
    }

    private static <T extends Fold> T same(Fold other, Class<T> kind) {
        if (!kind.isInstance(other)) {
            throw new IllegalArgumentException(other + " is no " + kind.getSimpleName());
        }
        return kind.cast(other);
    }

    /** How many there are. */
    final class Count implements Fold {
        private static final int PACKED = 1;
        private long members;

        Count() {}

        private Count(long members) {
            this.members = members;
        }

        static Count one() {
            return new Count(1);
        }

        @Override
        public void add(Fold other) {
            members += same(other, Count.class).members;
        }

        @Override
        public FoldKind kind() {
            return FoldKind.COUNT;
        }

        @Override
        public long members() {
            return members;
        }

        @Override
        public String result() {
            return Long.toString(members);
        }

        @Override
        public void pack(PackedWriter out) {
            out.number(PACKED).number(members);
        }
    }

    /** What values come to, exactly. */
    final class Sum implements Fold {
        private static final int PACKED = 2;
        private long members;
        private BigDecimal sum;

        Sum() {
            this(0, BigDecimal.ZERO);
        }

        private Sum(long members, BigDecimal sum) {
            this.members = members;
            this.sum = sum;
        }

        static Sum of(BigDecimal value) {
            return new Sum(1, value);
        }

        @Override
        public void add(Fold other) {
            Sum more = same(other, Sum.class);
            members += more.members;
            sum = sum.add(more.sum);
        }

        @Override
        public FoldKind kind() {
            return FoldKind.SUM;
        }

        @Override
        public long members() {
            return members;
        }

        @Override
        public String result() {
            return sum.signum() == 0 ? "0" : sum.stripTrailingZeros().toPlainString();
        }

        @Override
        public void pack(PackedWriter out) {
            out.number(PACKED)
                    .number(members)
                    .bytes(sum.unscaledValue().toByteArray())
                    .number(sum.scale());
        }
    }

    /** How many there are of each text; of more texts than are kept, the first in the order of texts are. */
    final class Histogram implements Fold {
        private static final int PACKED = 3;
        private final FirstOf<String, Long> texts;
        private long members;

        Histogram(int most) {
            texts = new FirstOf<>(most, Long::sum, (text, _) -> text.length());
        }

        static Histogram of(int most, String text) {
            Histogram one = new Histogram(most);
            one.texts.add(text, 1L);
            one.members = 1;
            return one;
        }

        @Override
        public void add(Fold other) {
            Histogram more = same(other, Histogram.class);
            members += more.members;
            texts.add(more.texts);
        }

        @Override
        public FoldKind kind() {
            return FoldKind.HISTOGRAM;
        }

        @Override
        public long members() {
            return members;
        }

        @Override
        public long leftOut() {
            return members
                    - texts.kept().values().stream().mapToLong(Long::longValue).sum();
        }

        @Override
        public String result() {
            StringBuilder json = new StringBuilder("{");
            texts.kept().forEach((text, count) -> {
                JsonStrings.quote(json.append(json.length() == 1 ? "" : ","), text);
                json.append(':').append(count);
            });
            return json.append('}').toString();
        }

        @Override
        public void pack(PackedWriter out) {
            out.number(PACKED).number(members);
            texts.pack(out, (text, count) -> out.text(text).number(count), out::text);
        }

        private static Histogram read(PackedReader in) throws UnreadableRecordException {
            long members = in.number();
            Histogram read = new Histogram(in.count());
            read.members = members;
            int count = in.count();
            for (int i = 0; i < count; i++) {
                read.texts.add(in.text(), in.number());
            }
            if (in.count() > 0) {
                read.texts.cut(in.text());
            }
            return read;
        }
    }

    /** Where an item stands among those with the greatest values: the greater first, and of equal ones that of the first place. */
    record Rank(BigDecimal value, String place) implements Comparable<Rank> {
        private static final Comparator<Rank> ORDER =
                Comparator.comparing(Rank::value).reversed().thenComparing(Rank::place);

        @Override
        public int compareTo(Rank other) {
            return ORDER.compare(this, other);
        }

        private void pack(PackedWriter out) {
            out.bytes(value.unscaledValue().toByteArray()).number(value.scale()).text(place);
        }

        private static Rank read(PackedReader in) throws UnreadableRecordException {
            return new Rank(new BigDecimal(new BigInteger(in.bytes()), (int) in.number()), in.text());
        }
    }

    /** The items with the greatest values, the greatest first. */
    final class Top implements Fold {
        private static final int PACKED = 4;
        private final FirstOf<Rank, byte[]> items;
        private long members;

        Top(int most) {
            items = new FirstOf<>(
                    most, (_, again) -> again, (rank, json) -> rank.place().length() + json.length);
        }

        static Top of(int most, Rank rank, byte[] json) {
            Top one = new Top(most);
            one.items.add(rank, json);
            one.members = 1;
            return one;
        }

        @Override
        public void add(Fold other) {
            Top more = same(other, Top.class);
            members += more.members;
            items.add(more.items);
        }

        @Override
        public FoldKind kind() {
            return FoldKind.TOP;
        }

        @Override
        public long members() {
            return members;
        }

        @Override
        public long leftOut() {
            return members - items.kept().size();
        }

        @Override
        public String result() {
            return Collect.list(items.kept().values());
        }

        @Override
        public void pack(PackedWriter out) {
            out.number(PACKED).number(members);
            items.pack(
                    out,
                    (rank, json) -> {
                        rank.pack(out);
                        out.bytes(json);
                    },
                    rank -> rank.pack(out));
        }

        private static Top read(PackedReader in) throws UnreadableRecordException {
            long members = in.number();
            Top read = new Top(in.count());
            read.members = members;
            int count = in.count();
            for (int i = 0; i < count; i++) {
                read.items.add(Rank.read(in), in.bytes());
            }
            if (in.count() > 0) {
                read.items.cut(Rank.read(in));
            }
            return read;
        }
    }

    /** A list of the items in the order of their places; of more than are kept, the first are. */
    final class Collect implements Fold {
        private static final int PACKED = 5;
        private final FirstOf<String, byte[]> items;
        private long members;

        Collect(int most) {
            items = new FirstOf<>(most, (_, again) -> again, (place, json) -> place.length() + json.length);
        }

        static Collect of(int most, String place, byte[] json) {
            Collect one = new Collect(most);
            one.items.add(place, json);
            one.members = 1;
            return one;
        }

        @Override
        public void add(Fold other) {
            Collect more = same(other, Collect.class);
            members += more.members;
            items.add(more.items);
        }

        @Override
        public FoldKind kind() {
            return FoldKind.COLLECT;
        }

        @Override
        public long members() {
            return members;
        }

        @Override
        public long leftOut() {
            return members - items.kept().size();
        }

        @Override
        public String result() {
            return list(items.kept().values());
        }

        private static String list(Iterable<byte[]> values) {
            StringBuilder json = new StringBuilder("[");
            for (byte[] value : values) {
                json.append(json.length() == 1 ? "" : ",").append(new String(value, StandardCharsets.UTF_8));
            }
            return json.append(']').toString();
        }

        @Override
        public void pack(PackedWriter out) {
            out.number(PACKED).number(members);
            items.pack(out, (place, json) -> out.text(place).bytes(json), out::text);
        }

        private static Collect read(PackedReader in) throws UnreadableRecordException {
            long members = in.number();
            Collect read = new Collect(in.count());
            read.members = members;
            int count = in.count();
            for (int i = 0; i < count; i++) {
                read.items.add(in.text(), in.bytes());
            }
            if (in.count() > 0) {
                read.items.cut(in.text());
            }
            return read;
        }
    }
}
