package dev.sluice.core.cost;

import dev.sluice.core.function.MemorySize;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.settings.Binding;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.Settings;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Prices, each with what it is for. A month is {@link #MONTH}. Nothing may be left out: a table with a hole is refused with a sentence that
 * says where.
 *
 * @param currency what all prices are in
 * @param calls of a call, whatever it does
 * @param run of the memory that a call has while it runs
 * @param kept of the memory of an instance that is there, whether it is called or not
 */
public record PriceTable(
        @Setting(
                value = "what all prices are in",
                pattern = "[A-Z]{3}",
                patternRule = "three capital letters, as in USD")
        String currency,

        @Setting(
                value = "when they were looked up",
                pattern = "\\d{4}-\\d{2}-\\d{2}",
                patternRule = "a date, as in 2026-11-30")
        String date,

        @Setting(value = "where they come from", most = "200", otherwise = "not told")
        Optional<String> source,

        @Setting("a call, whatever it does") CallPrice calls,

        @Setting("the memory of a call while it runs") MemoryPrice run,

        @Setting("the memory of an instance that is there, whether it is called or not")
        MemoryPrice kept,

        @Setting("a server that is there, whatever it does") MachinePrice machine) {

    /** 730 hours, a twelfth of a year. */
    public static final Duration MONTH = Duration.ofHours(730);

    private static final Settings<PriceTable> SETTINGS = Settings.of(PriceTable.class);

    /**
     * Ours: an example, in no one's name, of about the size of what public platforms ask. To be replaced by prices that somebody is asked.
     */
    public static final PriceTable EXAMPLE = new PriceTable(
            "USD",
            "2026-11-30",
            Optional.of("an example, nobody's prices"),
            new CallPrice(CallUnit.MILLION, List.of(new Tier(0, Optional.empty(), 0.20))),
            new MemoryPrice(MemoryUnit.GIB_SECOND, List.of(new Tier(0, Optional.empty(), 0.000_016))),
            new MemoryPrice(MemoryUnit.GIB_SECOND, List.of(new Tier(0, Optional.empty(), 0.000_004))),
            new MachinePrice(new MemorySize(4096), MachineUnit.HOUR, 0.04));

    public PriceTable {
        try {
            LocalDate.parse(date);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'" + date + "' is no date: write one as in 2026-11-30", e);
        }
    }

    /** Reads what somebody wrote, as maps, lists, texts and numbers; null if nothing was written. */
    public static Binding<PriceTable> read(@Nullable Object tree) {
        return SETTINGS.read(tree, "prices");
    }

    /** The same in one sentence for each thing that is wrong. */
    public static String sentences(List<SpecProblem> problems) {
        return String.join(
                "; ",
                problems.stream()
                        .map(problem -> problem.path() + ": " + problem.message()
                                + (problem.allowed().isEmpty() ? "" : " (" + problem.allowed() + ")"))
                        .toList());
    }

    /** What calls are counted by. */
    public enum CallUnit {
        CALL(1),
        THOUSAND(1_000),
        MILLION(1_000_000);

        private final double calls;

        CallUnit(double calls) {
            this.calls = calls;
        }
    }

    /** What memory is counted by. */
    public enum MemoryUnit {
        GIB_SECOND(1),
        GIB_HOUR(3_600);

        private final double gibSeconds;

        MemoryUnit(double gibSeconds) {
            this.gibSeconds = gibSeconds;
        }
    }

    /** What machines are counted by. */
    public enum MachineUnit {
        HOUR(PriceTable.MONTH.toHours()),
        MONTH(1);

        private final double aMonth;

        MachineUnit(double aMonth) {
            this.aMonth = aMonth;
        }
    }

    /** Tiers are counted in the same unit. */
    public record CallPrice(
            @Setting("how many calls a unit is") CallUnit per,

            @Setting(value = "prices, from the first call of a month on", most = "32")
            List<Tier> tiers) {

        public CallPrice {
            tiers = List.copyOf(tiers);
            Tariff.check(tiers);
        }

        /** What so many calls of one month cost together. */
        public double of(double number) {
            return Tariff.cost(tiers, number / per.calls);
        }
    }

    /** Tiers are counted in the same unit. */
    public record MemoryPrice(
            @Setting("how much memory for how long a unit is")
            MemoryUnit per,

            @Setting(value = "prices, from the first unit of a month on", most = "32")
            List<Tier> tiers) {

        public MemoryPrice {
            tiers = List.copyOf(tiers);
            Tariff.check(tiers);
        }

        /** What memory costs that was there for so many seconds times GiB in one month. */
        public double of(double gibSeconds) {
            return Tariff.cost(tiers, gibSeconds / per.gibSeconds);
        }
    }

    /** A server. */
    public record MachinePrice(
            @Setting("the memory that it has for functions") MemorySize memory,
            @Setting("how long a unit is") MachineUnit per,

            @Setting(value = "of one unit, in the currency of the table", least = "0", most = "1000000000")
            double price) {

        /** What it costs for a month. */
        public double month() {
            return price * per.aMonth;
        }
    }
}
