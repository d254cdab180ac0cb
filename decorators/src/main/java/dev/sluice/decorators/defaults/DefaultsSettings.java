package dev.sluice.decorators.defaults;

import dev.sluice.core.settings.Setting;
import java.util.Map;

/** The members that are put in where a body lacks them. */
public record DefaultsSettings(
        @Setting(
                value = "members and what they are where the body lacks them, as deep as you like; a value may be"
                        + " made anew for each call: {random: uuid}, {random: int, from: 1, to: 6}, {random:"
                        + " [red, blue]}, {now: iso}, {now: seconds}, {now: millis}; {literal: …} stands for"
                        + " itself",
                inShort = true)
        Map<String, Object> values) {

    public DefaultsSettings {
        Template.of(values);
    }
}
