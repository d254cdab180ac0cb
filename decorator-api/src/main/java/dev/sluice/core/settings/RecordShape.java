package dev.sluice.core.settings;

import dev.sluice.core.function.TreeValues;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A map with known keys, or what one of them is in short. */
record RecordShape(Class<?> owner, Constructor<?> constructor, List<Part> parts, List<String> keys) implements Shape {

    static RecordShape of(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        List<Part> parts = Arrays.stream(components).map(Part::of).toList();
        if (parts.size() > 1 && parts.stream().anyMatch(Part::takesAllKeys)) {
            throw new IllegalArgumentException(
                    type.getName() + ": a map that is inShort takes all keys, so it must be the only component");
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return new RecordShape(
                    type, constructor, parts, parts.stream().map(Part::key).toList());
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every record has a canonical constructor", e);
        }
    }

    @Override
    public Optional<Object> read(Object written, Place place) {
        Optional<Part> shortPart = parts.stream().filter(Part::inShort).findFirst();
        if (!(written instanceof Map<?, ?> map)) {
            if (shortPart.isPresent()) {
                return make(List.of(shortPart.get()), Map.of(shortPart.get().key(), written), place, true);
            }
            place.wrong(place.name() + " is " + TreeValues.kind(written), keysAllowed());
            return Optional.empty();
        }
        if (shortPart.isPresent() && shortPart.get().takesAllKeys()) {
            return make(parts, Map.of(shortPart.get().key(), written), place, true);
        }
        Map<String, ? extends @Nullable Object> entries = TreeValues.withTextKeys(map);
        entries.keySet().forEach(key -> allow(key, place));
        return make(List.of(), entries, place, false);
    }

    private void allow(String key, Place place) {
        if (!keys.contains(key)) {
            String shown = TreeValues.shown(key);
            place.child(shown).wrong("unknown key '" + shown + "'" + Words.hint(key, keys), keysAllowed());
        }
    }

    private String keysAllowed() {
        return parts.isEmpty() ? "nothing: it has no settings" : "a map with the keys " + String.join(", ", keys);
    }

    /** {@code hereItself}: the value stands in the place of the record, and its path is that of the record. */
    private Optional<Object> make(
            List<Part> written, Map<String, ? extends @Nullable Object> entries, Place place, boolean hereItself) {
        int before = place.problems().size();
        Object[] arguments = new Object[parts.size()];
        for (int i = 0; i < arguments.length; i++) {
            Part part = parts.get(i);
            Place there = hereItself && written.contains(part) ? place : place.child(part.key());
            Optional<Object> value = part.read(entries.get(part.key()), there);
            if (value.isPresent()) {
                arguments[i] = value.get();
            }
        }
        return place.problems().size() == before ? construct(arguments, place) : Optional.empty();
    }

    private Optional<Object> construct(Object[] arguments, Place place) {
        try {
            return Optional.of(constructor.newInstance(arguments));
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (!(cause instanceof IllegalArgumentException)) {
                throw new IllegalStateException("the constructor of " + owner.getName() + " failed", cause);
            }
            place.wrong(Faults.message(cause), "");
            return Optional.empty();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(owner.getName() + " cannot be made", e);
        }
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> properties = new LinkedHashMap<>();
        parts.forEach(part -> properties.put(part.key(), part.schema()));
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("type", "object");
        map.put("properties", properties);
        List<String> required =
                parts.stream().filter(Part::required).map(Part::key).toList();
        if (!required.isEmpty()) {
            map.put("required", required);
        }
        map.put("additionalProperties", false);
        Optional<Part> shortPart = parts.stream().filter(Part::inShort).findFirst();
        if (shortPart.isEmpty()) {
            return map;
        }
        Map<String, Object> inShort = shortPart.get().schema();
        return shortPart.get().takesAllKeys() ? inShort : Map.of("anyOf", List.of(inShort, map));
    }

    @Override
    public String type() {
        return "settings";
    }

    @Override
    public List<SettingInfo> inside() {
        return parts.stream().map(Part::info).toList();
    }
}
