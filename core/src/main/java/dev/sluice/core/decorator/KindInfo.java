package dev.sluice.core.decorator;

import dev.sluice.core.settings.SettingInfo;
import java.util.List;

/**
 * What people must know of a kind of decorator.
 *
 * @param origin where it comes from: {@code sluice}, or a jar
 */
public record KindInfo(String name, String summary, String example, String origin, List<SettingInfo> settings) {

    public KindInfo {
        settings = List.copyOf(settings);
    }
}
