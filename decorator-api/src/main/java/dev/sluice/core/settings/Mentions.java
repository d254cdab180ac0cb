package dev.sluice.core.settings;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds values of one type in settings, wherever they stand. */
public final class Mentions {

    private Mentions() {}

    /** All values of {@code type} in {@code settings}, in order. */
    public static <T> List<T> in(Record settings, Class<T> type) {
        List<T> found = new ArrayList<>();
        look(settings, type, found);
        return found;
    }

    private static <T> void look(Object value, Class<T> type, List<T> found) {
        if (type.isInstance(value)) {
            found.add(type.cast(value));
            return;
        }
        switch (value) {
            case Optional<?> optional -> optional.ifPresent(inner -> look(inner, type, found));
            case Iterable<?> values -> values.forEach(inner -> lookUnlessNull(inner, type, found));
            case Map<?, ?> map ->
                map.forEach((key, inner) -> {
                    lookUnlessNull(key, type, found);
                    lookUnlessNull(inner, type, found);
                });
            case Record record -> components(record, type, found);
            default -> {}
        }
    }

    private static <T> void lookUnlessNull(@Nullable Object value, Class<T> type, List<T> found) {
        if (value != null) {
            look(value, type, found);
        }
    }

    private static <T> void components(Record record, Class<T> type, List<T> found) {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            try {
                component.getAccessor().setAccessible(true);
                lookUnlessNull(component.getAccessor().invoke(record), type, found);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(component + " cannot be read", e);
            }
        }
    }
}
