package dev.sluice.core.settings;

import java.util.List;

/**
 * What people must know of one setting.
 *
 * @param type as in {@code time}, {@code whole number}, {@code list of texts}
 * @param what it is, a few words
 * @param unit what a number counts; empty if nothing or if the unit is part of the value
 * @param required whether it must be set
 * @param otherwise what it is when nothing is said, as it would be written; empty if there is nothing to tell
 * @param allowed the bounds or words that are allowed; may be empty
 * @param inShort whether a value in the place of all settings means this one
 * @param inside the settings inside this one
 */
public record SettingInfo(
        String key,
        String type,
        String what,
        String unit,
        boolean required,
        String otherwise,
        String allowed,
        boolean inShort,
        List<SettingInfo> inside) {

    public SettingInfo {
        inside = List.copyOf(inside);
    }
}
