package dev.sluice.core.decorator;

import dev.sluice.core.function.DecoratorSpec;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.settings.SettingInfo;
import java.util.List;

/**
 * What people must know of a kind of decorator.
 *
 * @param origin where it comes from: {@code sluice}, or a jar
 * @param on the entry points at whose calls it stands unless a spec says otherwise, in their order
 */
public record KindInfo(
        String name, String summary, String example, String origin, List<SettingInfo> settings, List<EntryPoint> on) {

    /** Throws {@link IllegalArgumentException} if people could not name it, or would not know what it is. */
    public KindInfo {
        if (!FunctionName.isValid(name)) {
            throw new IllegalArgumentException(
                    "'" + name + "' cannot be the name of a decorator: " + FunctionName.RULE);
        }
        if (name.equals(DecoratorSpec.ON)) {
            throw new IllegalArgumentException(
                    "'" + name + "' cannot be the name of a decorator: beside one it says where that stands");
        }
        if (summary.isBlank() || example.isBlank()) {
            throw new IllegalArgumentException("its decorator '" + name + "' has no summary or no example");
        }
        settings = List.copyOf(settings);
        on = List.copyOf(on);
    }

    /** Of one that stands everywhere. */
    public KindInfo(String name, String summary, String example, String origin, List<SettingInfo> settings) {
        this(name, summary, example, origin, settings, List.copyOf(EntryPoint.ALL));
    }
}
