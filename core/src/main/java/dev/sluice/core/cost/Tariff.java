package dev.sluice.core.cost;

import java.math.BigDecimal;
import java.util.List;

/** Tiers of prices that leave nothing out: the first begins at 0, each at the end of the one before, and the last has no end. */
final class Tariff {

    private Tariff() {}

    /** Fails with a sentence about the place if something is left out, or told twice. */
    static void check(List<Tier> tiers) {
        if (tiers.isEmpty()) {
            throw new IllegalArgumentException("there is no tier: write at least one, as in tiers: [{price: 0.20}]");
        }
        double covered = 0;
        for (int i = 0; i < tiers.size(); i++) {
            Tier tier = tiers.get(i);
            if (tier.from() != covered) {
                throw new IllegalArgumentException(
                        tier.from() > covered ? hole(i, covered, tier.from()) : twice(i, covered, tier.from()));
            }
            if (tier.to().isEmpty() && i < tiers.size() - 1) {
                throw new IllegalArgumentException("tiers[" + i + "] has no end, and tiers[" + (i + 1)
                        + "] comes after it: write where it ends ('to')");
            }
            covered = tier.to().orElse(covered);
        }
        if (tiers.getLast().to().isPresent()) {
            throw new IllegalArgumentException("no price is told beyond " + plain(covered) + ", where tiers["
                    + (tiers.size() - 1) + "] ends: leave out its 'to', or add a tier from there");
        }
    }

    private static String hole(int tier, double from, double to) {
        return "no price is told from " + plain(from) + " to " + plain(to) + ": tiers[" + tier + "] begins at "
                + plain(to) + (tier == 0 ? "" : ", and tiers[" + (tier - 1) + "] ends at " + plain(from));
    }

    private static String twice(int tier, double until, double from) {
        return "two prices are told from " + plain(from) + " to " + plain(until) + ": tiers[" + tier + "] begins at "
                + plain(from) + ", before tiers[" + (tier - 1) + "] ends at " + plain(until);
    }

    /** What so many units of one month cost together. */
    static double cost(List<Tier> tiers, double units) {
        double cost = 0;
        for (Tier tier : tiers) {
            double within = Math.min(units, tier.to().orElse(Double.MAX_VALUE)) - tier.from();
            cost += Math.max(0, within) * tier.price();
        }
        return cost;
    }

    static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}
