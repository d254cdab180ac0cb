package dev.sluice.core.decorator;

import dev.sluice.core.settings.SettingInfo;
import java.util.List;

/** What people must know of a kind of decorator. */
public record KindInfo(String name, String summary, String example, List<SettingInfo> settings) {

    public KindInfo {
        settings = List.copyOf(settings);
    }
}
