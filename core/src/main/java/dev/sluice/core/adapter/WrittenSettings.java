package dev.sluice.core.adapter;

import dev.sluice.core.function.DurationText;
import dev.sluice.core.settings.Setting;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Writes settings as the tree that they are read from, what is empty left out. */
final class WrittenSettings {

    private WrittenSettings() {}

    static Map<String, Object> of(Record settings) {
        Map<String, Object> tree = new LinkedHashMap<>();
        for (RecordComponent component : settings.getClass().getRecordComponents()) {
            Object value = value(settings, component);
            if (!value.equals(Optional.empty()) && !value.equals(List.of()) && !value.equals(Map.of())) {
                tree.put(component.getName(), written(value));
            }
        }
        return tree;
    }

    private static Object written(Object value) {
        return switch (value) {
            case Optional<?> there -> written(there.orElseThrow());
            case List<?> list -> list.stream().map(WrittenSettings::written).toList();
            case Duration time -> DurationText.format(time);
            case Enum<?> word -> word.name().toLowerCase(Locale.ROOT);
            case Record record
            when isChoice(record) -> Map.of(record.getClass().getSimpleName().toLowerCase(Locale.ROOT), of(record));
            case Record record
            when isText(record) -> value(record, record.getClass().getRecordComponents()[0]);
            case Record record -> of(record);
            default -> value;
        };
    }

    private static boolean isChoice(Record record) {
        return Arrays.stream(record.getClass().getInterfaces()).anyMatch(Class::isSealed);
    }

    private static boolean isText(Record record) {
        return !record.getClass().getRecordComponents()[0].isAnnotationPresent(Setting.class);
    }

    private static Object value(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("settings that are public can be read", e);
        }
    }
}
