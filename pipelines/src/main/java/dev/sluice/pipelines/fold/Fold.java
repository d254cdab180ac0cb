package dev.sluice.pipelines.fold;

import dev.sluice.core.json.JsonStrings;
import dev.sluice.events.stored.UnreadableRecordException;
import dev.sluice.pipelines.fold.FirstOf.Packed;
import dev.sluice.pipelines.packed.PackedReader;
import dev.sluice.pipelines.packed.PackedWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * What came of items so far. In which order they came and how they were grouped makes no difference to it. Of lists and histograms
 * it keeps 256 KiB at most. Not thread-safe.
 */
public sealed interface Fold permits Fold.Count, Fold.Sum, Fold.Histogram, Fold.Listed, Values {

    /** Takes in what came of other items, by the same kind of fold. {@code other} is not to be used any more. */
    void add(Fold other);

    /** Which of those that are built in it is; empty if a function folds. */
    Optional<FoldKind> kind();

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
            case Listed.Order.OF_RANKS -> Listed.read(Listed.Order.RANKS, in);
            case Listed.Order.OF_PLACES -> Listed.read(Listed.Order.PLACES, in);
            case Values.PACKED -> Values.read(in);
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
        public Optional<FoldKind> kind() {
            return Optional.of(FoldKind.COUNT);
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
        public Optional<FoldKind> kind() {
            return Optional.of(FoldKind.SUM);
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
        public Optional<FoldKind> kind() {
            return Optional.of(FoldKind.HISTOGRAM);
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
            texts.pack(out, Packed.TEXT, Packed.NUMBER);
        }

        private static Histogram read(PackedReader in) throws UnreadableRecordException {
            long members = in.number();
            Histogram read = new Histogram(in.count());
            read.members = members;
            read.texts.unpack(in, Packed.TEXT, Packed.NUMBER);
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

    /** A list of items in an order; of more than are kept, the first are. */
    final class Listed<K extends Comparable<K>> implements Fold {
        private final Order<K> order;
        private final FirstOf<K, byte[]> items;
        private long members;

        /**
         * What items are listed by.
         *
         * @param packed what a list in this order begins with
         */
        record Order<K extends Comparable<K>>(int packed, FoldKind kind, ToIntFunction<K> size, Packed<K> keys) {
            private static final int OF_RANKS = 4;
            private static final int OF_PLACES = 5;

            /** The greatest values first. */
            static final Order<Rank> RANKS = new Order<>(
                    OF_RANKS,
                    FoldKind.TOP,
                    rank -> rank.place().length(),
                    new Packed<>((out, rank) -> rank.pack(out), Rank::read));

            static final Order<String> PLACES = new Order<>(OF_PLACES, FoldKind.COLLECT, String::length, Packed.TEXT);
        }

        Listed(Order<K> order, int most) {
            this.order = order;
            this.items = new FirstOf<>(
                    most, (_, again) -> again, (key, json) -> order.size().applyAsInt(key) + json.length);
        }

        static <K extends Comparable<K>> Listed<K> of(Order<K> order, int most, K key, byte[] json) {
            Listed<K> one = new Listed<>(order, most);
            one.items.add(key, json);
            one.members = 1;
            return one;
        }

        @Override
        public void add(Fold other) {
            Listed<?> more = same(other, Listed.class);
            if (!more.order.equals(order)) {
                throw new IllegalArgumentException(more.order.kind() + " is no " + order.kind());
            }
            members += more.members;
            @SuppressWarnings("unchecked") // of the same order, so of the same keys
            FirstOf<K, byte[]> others = (FirstOf<K, byte[]>) more.items;
            items.add(others);
        }

        @Override
        public Optional<FoldKind> kind() {
            return Optional.of(order.kind());
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
            StringBuilder json = new StringBuilder("[");
            for (byte[] value : items.kept().values()) {
                json.append(json.length() == 1 ? "" : ",").append(new String(value, StandardCharsets.UTF_8));
            }
            return json.append(']').toString();
        }

        @Override
        public void pack(PackedWriter out) {
            out.number(order.packed()).number(members);
            items.pack(out, order.keys(), Packed.BYTES);
        }

        private static <K extends Comparable<K>> Listed<K> read(Order<K> order, PackedReader in)
                throws UnreadableRecordException {
            long members = in.number();
            Listed<K> read = new Listed<>(order, in.count());
            read.members = members;
            read.items.unpack(in, order.keys(), Packed.BYTES);
            return read;
        }
    }
}
