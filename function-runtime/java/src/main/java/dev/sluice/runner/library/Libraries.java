package dev.sluice.runner.library;

import dev.sluice.runner.library.Markers.Marker;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Says which library of a function's artifact binds a class of the artifact, if one does. Thread-safe. */
public final class Libraries {

    private static final int MOST_PARTS = 500;

    private final @Nullable ClassLoader classes;
    private final Map<Class<?>, Finding> findings = new ConcurrentHashMap<>();
    private final Map<Kind, Finding> opened = new ConcurrentHashMap<>();

    /** What is known of a class. */
    public sealed interface Finding {

        /** No library has to do with it. */
        record Nothing() implements Finding {}

        /** This one binds it. */
        record BoundBy(JsonLibrary library) implements Finding {}

        /** It cannot be bound; {@code why} is a sentence without its full stop. */
        record Refused(String why) implements Finding {}
    }

    /** @param classes the function's class loader */
    public Libraries(@Nullable ClassLoader classes) {
        this.classes = classes;
    }

    /** What binds a class; no array, and none of the JDK. */
    public Finding of(Class<?> type) {
        Finding known = findings.get(type);
        if (known == null) {
            known = find(type);
            findings.put(type, known);
        }
        return known;
    }

    /** The names of the libraries that were found to bind something. */
    public List<String> used() {
        return opened.values().stream()
                .filter(Finding.BoundBy.class::isInstance)
                .map(finding -> ((Finding.BoundBy) finding).library().name())
                .sorted()
                .toList();
    }

    private Finding find(Class<?> type) {
        if (type.isArray() || type.isPrimitive() || type.isHidden()) {
            return new Finding.Nothing();
        }
        Kind own = Kind.ofType(type);
        if (own != null) {
            return library(own, type.getTypeName() + " is a type of " + own.title);
        }
        Set<Marker> markers = inherited(type);
        if (markers.isEmpty()) {
            return new Finding.Nothing();
        }
        if (markers.size() > 1) {
            List<String> shown = markers.stream()
                    .map(marker -> marker.annotation() + " of " + marker.kind().title)
                    .toList();
            return new Finding.Refused(type.getTypeName() + " carries annotations of two JSON libraries, "
                    + String.join(" and ", shown) + ": keep those of one");
        }
        Marker marker = markers.iterator().next();
        Kind kind = marker.kind();
        if (kind == Kind.OTHER) {
            return new Finding.Refused(type.getTypeName() + " carries " + marker.annotation()
                    + " of a JSON library that is not asked here: take a String and bind it yourself, or annotate it"
                    + " for Jackson, Gson or JSON-B");
        }
        Finding finding = library(
                chosen(kind),
                type.getTypeName() + " carries annotations of " + kind.title + ", such as " + marker.annotation());
        return finding instanceof Finding.BoundBy(JsonLibrary library) ? undisputed(type, kind, library) : finding;
    }

    /** The annotations of Jackson 2 serve Jackson 3 as well. */
    private Kind chosen(Kind kind) {
        return kind == Kind.JACKSON && !isThere(kind) && isThere(Kind.JACKSON_3) ? Kind.JACKSON_3 : kind;
    }

    /** The markers of a class and of what it inherits from within the artifact. */
    private static Set<Marker> inherited(Class<?> type) {
        Set<Marker> all = new LinkedHashSet<>();
        for (Class<?> owner = type; owner != null && !owner.getModule().isNamed(); owner = owner.getSuperclass()) {
            add(all, Markers.of(owner));
            for (Class<?> implemented : owner.getInterfaces()) {
                if (!implemented.getModule().isNamed()) {
                    add(all, inherited(implemented));
                }
            }
        }
        return all;
    }

    private static void add(Set<Marker> all, Set<Marker> more) {
        more.stream()
                .filter(marker -> all.stream().noneMatch(known -> known.kind() == marker.kind()))
                .forEach(all::add);
    }

    /** Refuses a class if the library that binds it would pass over another's annotations on one of its parts. */
    private static Finding undisputed(Class<?> type, Kind kind, JsonLibrary library) {
        Set<Class<?>> seen = new HashSet<>(List.of(type));
        Deque<Class<?>> open = new ArrayDeque<>(List.of(type));
        while (!open.isEmpty() && seen.size() < MOST_PARTS) {
            Class<?> next = open.pop();
            for (Marker marker : inherited(next)) {
                if (marker.kind() != kind && !(kind == Kind.JACKSON && marker.kind() == Kind.JACKSON_3)) {
                    return new Finding.Refused(
                            type.getTypeName() + " is bound by " + library.name() + ", but " + next.getTypeName()
                                    + " within it carries " + marker.annotation() + " of " + marker.kind().title
                                    + ": keep the annotations of one");
                }
            }
            for (Field field : next.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    parts(field.getGenericType(), seen, open);
                }
            }
        }
        return new Finding.BoundBy(library);
    }

    private static void parts(Type type, Set<Class<?>> seen, Deque<Class<?>> open) {
        switch (type) {
            case Class<?> raw -> {
                Class<?> element = raw;
                while (element.isArray()) {
                    element = element.getComponentType();
                }
                if (!element.getModule().isNamed() && Kind.ofType(element) == null && seen.add(element)) {
                    open.add(element);
                }
            }
            case ParameterizedType parameterized -> {
                parts(parameterized.getRawType(), seen, open);
                for (Type argument : parameterized.getActualTypeArguments()) {
                    parts(argument, seen, open);
                }
            }
            case GenericArrayType array -> parts(array.getGenericComponentType(), seen, open);
            case WildcardType wildcard -> parts(wildcard.getUpperBounds()[0], seen, open);
            default -> {}
        }
    }

    private synchronized Finding library(Kind kind, String because) {
        Finding known = opened.get(kind);
        if (known == null) {
            known = open(kind, because);
            opened.put(kind, known);
        }
        return known;
    }

    private boolean isThere(Kind kind) {
        try {
            Class.forName(kind.entrance, false, classes);
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    private Finding open(Kind kind, String because) {
        if (!isThere(kind)) {
            return new Finding.Refused(because + ", but the library is not in the jar: put " + kind.artifact
                    + " into it, or take the annotations away");
        }
        try {
            return new Finding.BoundBy(
                    switch (kind) {
                        case JACKSON -> new Jackson(classes, Jackson.second(classes));
                        case JACKSON_3 -> new Jackson(classes, Jackson.third(classes));
                        case GSON -> new GsonLibrary(classes);
                        case JSON_B -> new JsonBinding(classes, "jakarta");
                        case JSON_B_1 -> new JsonBinding(classes, "javax");
                        case JSON_P -> new JsonTrees(classes, "jakarta");
                        case JSON_P_1 -> new JsonTrees(classes, "javax");
                        case ORG_JSON, VERTX -> new TextTrees(kind.title);
                        case OTHER -> throw new IllegalStateException("is never opened");
                    });
        } catch (ReflectiveOperationException | LinkageError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return new Finding.Refused(because + ", but the library in the jar cannot be used: " + cause
                    + ". Are all of its own jars there, in versions that fit each other?");
        }
    }
}
