package dev.sluice.events.schedule;

import dev.sluice.core.function.NearestWord;
import dev.sluice.core.function.TreeValues;
import java.time.ZoneId;
import java.util.Set;

/** A zone of the IANA time zone database, whose clocks count. */
public record ZoneName(ZoneId id) {

    /** What may be written, as told to people. */
    public static final String RULE = "a zone of the IANA time zone database, as in Europe/Berlin or UTC";

    /** The zone of who names none. */
    static final ZoneName UTC = new ZoneName(ZoneId.of("UTC"));

    public static ZoneName parse(String text) {
        Set<String> known = ZoneId.getAvailableZoneIds();
        if (!known.contains(text)) {
            String nearest = NearestWord.of(text, known.stream().sorted().toList())
                    .map(zone -> "; did you mean " + zone + "?")
                    .orElse("");
            throw new IllegalArgumentException(
                    "'" + TreeValues.shown(text) + "' is no zone that is known here" + nearest);
        }
        return new ZoneName(ZoneId.of(text));
    }

    @Override
    public String toString() {
        return id.getId();
    }
}
