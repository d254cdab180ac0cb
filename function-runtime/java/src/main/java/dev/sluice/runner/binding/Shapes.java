package dev.sluice.runner.binding;

import dev.sluice.runner.binding.Shape.Foreign;
import dev.sluice.runner.binding.Shape.Unknown;
import dev.sluice.runner.library.JsonLibrary;
import dev.sluice.runner.library.Libraries;
import dev.sluice.runner.library.Libraries.Finding;
import java.io.Serializable;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

/**
 * The one rule of what a type is to JSON: a known value, a container, a record, or a class with fields that its author
 * wrote. What carries the annotations of a JSON library, or is a type of one, is that library's. All else is unknown.
 */
final class Shapes {

    /** Interfaces whose implementations do something, or give something once, and are not data. */
    private static final List<Class<?>> DEEDS = List.of(
            Runnable.class,
            Callable.class,
            Iterable.class,
            Iterator.class,
            BaseStream.class,
            CharSequence.class,
            CompletionStage.class,
            Future.class,
            Flow.Publisher.class);

    private static final Set<Class<?>> OPEN =
            Set.of(Object.class, Serializable.class, Comparable.class, Cloneable.class, Record.class, Enum.class);

    private final Libraries libraries;
    private final Beans beans;
    private final Authorship authorship;

    Shapes(Libraries libraries, Authorship authorship) {
        this.libraries = libraries;
        this.authorship = authorship;
        beans = new Beans(authorship);
    }

    Shape of(Type given) {
        Type type = bound(given);
        Class<?> raw = GenericTypes.raw(type);
        ValueAdapter<?> value = ValueAdapters.of(raw);
        if (value != null) {
            return new Shape.Value(value);
        }
        if (!raw.getModule().isNamed()) {
            switch (libraries.of(raw)) {
                case Finding.Nothing() -> {}
                case Finding.BoundBy(JsonLibrary library) -> {
                    return new Foreign(library, type);
                }
                case Finding.Refused(String why) -> {
                    return new Unknown(why);
                }
            }
        }
        if (raw.isArray()) {
            Type element =
                    type instanceof GenericArrayType array ? array.getGenericComponentType() : raw.getComponentType();
            return container(new Shape.Sequence(raw, element), type, element);
        }
        if (raw == Iterable.class || Collection.class.isAssignableFrom(raw)) {
            Type element = argument(type, raw == Iterable.class ? Iterable.class : Collection.class, 0);
            return container(new Shape.Sequence(raw, element), type, element);
        }
        if (Map.class.isAssignableFrom(raw)) {
            Type key = argument(type, Map.class, 0);
            Type held = argument(type, Map.class, 1);
            return container(new Shape.Mapping(raw, key, held), type, key, held);
        }
        if (raw == Optional.class) {
            return new Shape.Maybe(raw, argument(type, Optional.class, 0));
        }
        if (raw == OptionalInt.class) {
            return new Shape.Maybe(raw, Integer.class);
        }
        if (raw == OptionalLong.class) {
            return new Shape.Maybe(raw, Long.class);
        }
        return raw == OptionalDouble.class ? new Shape.Maybe(raw, Double.class) : ofClass(type, raw);
    }

    /** What a wildcard or a variable stands for, as far as it says so. */
    private static Type bound(Type type) {
        return switch (type) {
            case WildcardType wildcard -> bound(GenericTypes.bound(wildcard));
            case TypeVariable<?> variable -> GenericTypes.raw(variable);
            default -> type;
        };
    }

    private Shape ofClass(Type type, Class<?> raw) {
        if (OPEN.contains(raw)) {
            return new Shape.Open(raw);
        }
        Class<?> constants = raw.isEnum() ? raw : raw.getSuperclass();
        if (constants != null && constants.isEnum()) {
            return new Shape.Constants(constants);
        }
        if (raw.isPrimitive()) {
            return new Unknown("there is no value of type " + raw.getName());
        }
        if (raw.getModule().isNamed()) {
            return new Unknown(raw.getTypeName() + " is a class of the JDK that has no form in JSON");
        }
        if (raw.isHidden() || raw.isSynthetic()) {
            return new Unknown(raw.getName() + " is a lambda or a class made at run time, and not data");
        }
        if (raw.getName().startsWith("dev.sluice.function.")) {
            return new Unknown(raw.getTypeName() + " is of the platform, and cannot be a part of JSON");
        }
        if (raw.isRecord()) {
            return beans.ofRecord(type, raw);
        }
        if (doesSomething(raw)) {
            return new Unknown(raw.getTypeName() + " is code and not data");
        }
        if (authorship.isForeign(raw)) {
            return new Unknown(raw.getTypeName() + " is a class of a library that has no form in JSON");
        }
        return Modifier.isAbstract(raw.getModifiers()) ? new Shape.Open(raw) : beans.ofClass(type, raw);
    }

    private static boolean doesSomething(Class<?> raw) {
        if (DEEDS.stream().anyMatch(deed -> deed.isAssignableFrom(raw))) {
            return true;
        }
        for (Class<?> type = raw; type != null; type = type.getSuperclass()) {
            for (Class<?> implemented : type.getInterfaces()) {
                if (implemented.getName().startsWith("java.util.function.")
                        || !implemented.getModule().isNamed() && doesSomething(implemented)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A container of a library's types goes to the library as a whole, so that it sees all of its own at once. */
    private Shape container(Shape ours, Type type, Type... held) {
        JsonLibrary binding = null;
        for (Type part : held) {
            if (of(part) instanceof Foreign foreign) {
                if (binding != null && binding != foreign.library()) {
                    return new Unknown(GenericTypes.shortName(type) + " has parts that " + binding.name()
                            + " binds and parts that " + foreign.library().name() + " binds");
                }
                binding = foreign.library();
            }
        }
        return binding == null || !GenericTypes.isKnown(type) ? ours : new Foreign(binding, type);
    }

    private static Type argument(Type type, Class<?> target, int index) {
        List<Type> arguments = GenericTypes.arguments(type, target).orElse(List.of());
        if (arguments.isEmpty()) {
            return Object.class;
        }
        Type argument = arguments.get(index);
        return GenericTypes.isKnown(argument) || argument instanceof ParameterizedType
                ? argument
                : GenericTypes.raw(argument);
    }
}
