package dev.sluice.core.cost;

import dev.sluice.core.settings.Setting;
import java.util.Optional;

/** A price for the units of a month from the {@code from}th to the {@code to}th, counted in what the tariff is {@code per}. */
public record Tier(
        @Setting(value = "units of the month at which it begins", least = "0", most = "1000000000000", otherwise = "0")
        double from,

        @Setting(
                value = "units of the month at which it ends",
                least = "0",
                most = "1000000000000",
                otherwise = "never")
        Optional<Double> to,

        @Setting(value = "of one unit, in the currency of the table", least = "0", most = "1000000000")
        double price) {

    public Tier {
        if (to.isPresent() && to.get() <= from) {
            throw new IllegalArgumentException("the tier ends at " + Tariff.plain(to.get())
                    + ", where it has not begun: it begins at " + Tariff.plain(from));
        }
    }
}
