package dev.sluice.runner.binding;

import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.function.Supplier;

/** Makes collections and maps of the class that a function wants, or of one that will do for an interface. */
final class Containers {

    /** For interfaces and abstract classes the first of these that is one of them. */
    private static final List<Supplier<Collection<Object>>> COLLECTIONS =
            List.of(ArrayList::new, LinkedHashSet::new, TreeSet::new, ArrayDeque::new, LinkedBlockingDeque::new);

    private static final List<Class<?>> COLLECTION_CLASSES =
            List.of(ArrayList.class, LinkedHashSet.class, TreeSet.class, ArrayDeque.class, LinkedBlockingDeque.class);
    private static final List<Supplier<Map<Object, Object>>> MAPS =
            List.of(LinkedHashMap::new, TreeMap::new, ConcurrentHashMap::new, ConcurrentSkipListMap::new);
    private static final List<Class<?>> MAP_CLASSES =
            List.of(LinkedHashMap.class, TreeMap.class, ConcurrentHashMap.class, ConcurrentSkipListMap.class);

    private Containers() {}

    /** A maker of collections that are {@code raw}; empty if there is none. */
    static Optional<Supplier<Collection<Object>>> collection(Class<?> raw, Class<?> element) {
        if (EnumSet.class.isAssignableFrom(raw)) {
            return element.isEnum() ? Optional.of(() -> enumSet(element)) : Optional.empty();
        }
        if (Modifier.isAbstract(raw.getModifiers())) {
            return known(raw, COLLECTION_CLASSES, COLLECTIONS);
        }
        return made(raw);
    }

    /** A maker of maps that are {@code raw}; empty if there is none. */
    static Optional<Supplier<Map<Object, Object>>> map(Class<?> raw, Class<?> key) {
        if (raw == EnumMap.class) {
            return key.isEnum() ? Optional.of(() -> enumMap(key)) : Optional.empty();
        }
        if (Modifier.isAbstract(raw.getModifiers())) {
            return known(raw, MAP_CLASSES, MAPS);
        }
        return raw == LinkedHashMap.class ? Optional.of(LinkedHashMap::new) : made(raw);
    }

    /** Whether the container orders what is in it by comparing. */
    static boolean isSorted(Class<?> raw) {
        return SortedSet.class.isAssignableFrom(raw)
                || SortedMap.class.isAssignableFrom(raw)
                || raw == java.util.PriorityQueue.class
                || raw == java.util.concurrent.PriorityBlockingQueue.class;
    }

    private static <C> Optional<Supplier<C>> known(Class<?> raw, List<Class<?>> classes, List<Supplier<C>> makers) {
        for (int i = 0; i < classes.size(); i++) {
            if (raw.isAssignableFrom(classes.get(i))) {
                return Optional.of(makers.get(i));
            }
        }
        return Optional.empty();
    }

    @SuppressWarnings("unchecked") // The caller asks for a subclass of C.
    private static <C> Optional<Supplier<C>> made(Class<?> raw) {
        Constructor<?> constructor;
        try {
            constructor = raw.getDeclaredConstructor();
        } catch (NoSuchMethodException e) {
            return Optional.empty();
        }
        if (raw.getModule().isNamed() && !Modifier.isPublic(constructor.getModifiers() & raw.getModifiers())) {
            return Optional.empty();
        }
        if (!raw.getModule().isNamed()) {
            constructor.setAccessible(true);
        }
        return Optional.of(() -> {
            try {
                return (C) constructor.newInstance();
            } catch (java.lang.reflect.InvocationTargetException e) {
                throw new AuthorException(e.getTargetException());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Of an enum, as was checked.
    private static Collection<Object> enumSet(Class<?> element) {
        return (Collection) EnumSet.noneOf((Class<Enum>) element);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Of an enum, as was checked.
    private static Map<Object, Object> enumMap(Class<?> key) {
        return (Map) new EnumMap((Class<Enum>) key);
    }
}
