package dev.sluice.core.event;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Attributes that need not be checked once more, in their order; nobody can change them. Events have few of them and are made of each
 * other all the time, so names and values stand in one array, which is quick to copy, and are found by looking at each.
 */
final class CheckedAttributes extends AbstractMap<String, String> {

    /** A name, its value, the next name and so on. */
    private final String[] pairs;

    private CheckedAttributes(String[] pairs) {
        this.pairs = pairs;
    }

    /** @throws MalformedEventException if one is missing or is not as CloudEvents has them */
    static CheckedAttributes of(Map<String, String> attributes) throws MalformedEventException {
        if (attributes instanceof CheckedAttributes checked) {
            return checked;
        }
        String[] pairs = new String[2 * attributes.size()];
        int end = 0;
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            pairs[end++] = attribute.getKey();
            pairs[end++] = attribute.getValue();
        }
        CheckedAttributes made = new CheckedAttributes(pairs);
        for (String required : new String[] {"id", "source", "type"}) {
            if (!made.containsKey(required)) {
                throw new MalformedEventException("it has no '" + required + "', which every event must have");
            }
        }
        for (int i = 0; i < end; i += 2) {
            Attributes.check(pairs[i], pairs[i + 1]);
        }
        return made;
    }

    /**
     * These with others, in the place of those that have their names, or behind all.
     *
     * @throws MalformedEventException if one of the others is not as CloudEvents has them
     */
    CheckedAttributes with(Map<String, String> others) throws MalformedEventException {
        String[] all = Arrays.copyOf(pairs, pairs.length + 2 * others.size());
        int end = pairs.length;
        for (Map.Entry<String, String> other : others.entrySet()) {
            Attributes.check(other.getKey(), other.getValue());
            int at = indexOf(other.getKey());
            int place = at < 0 ? end : at;
            all[place] = other.getKey();
            all[place + 1] = other.getValue();
            end = Math.max(end, place + 2);
        }
        return new CheckedAttributes(end == all.length ? all : Arrays.copyOf(all, end));
    }

    /** Where a name stands; -1 if it is not among them. */
    private int indexOf(@Nullable Object name) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public int size() {
        return pairs.length / 2;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return indexOf(name) >= 0;
    }

    @Override
    public @Nullable String get(@Nullable Object name) {
        int at = indexOf(name);
        return at < 0 ? null : pairs[at + 1];
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super String> action) {
        for (int i = 0; i < pairs.length; i += 2) {
            action.accept(pairs[i], pairs[i + 1]);
        }
    }

    @Override
    public Set<Entry<String, String>> entrySet() {
        return new Entries();
    }

    private final class Entries extends AbstractSet<Entry<String, String>> {

        @Override
        public int size() {
            return CheckedAttributes.this.size();
        }

        @Override
        public Iterator<Entry<String, String>> iterator() {
            return new Iterator<>() {
                private int at;

                @Override
                public boolean hasNext() {
                    return at < pairs.length;
                }

                @Override
                public Entry<String, String> next() {
                    if (!hasNext()) {
                        throw new NoSuchElementException("there are no more attributes");
                    }
                    Entry<String, String> next = Map.entry(pairs[at], pairs[at + 1]);
                    at += 2;
                    return next;
                }
            };
        }
    }
}
