package dev.sluice.runner.binding;

import dev.sluice.runner.binding.Beans.Property;
import dev.sluice.runner.binding.Shape.Maker;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Chooses the constructor that makes a class with fields from JSON. */
final class Constructors {

    private Constructors() {}

    /**
     * What was chosen.
     *
     * @param parameters the names of the constructor's parameters, in order
     */
    record Choice(Maker maker, List<String> parameters) {

        /** The parameter that takes a field, -1 if none does. */
        int index(String field) {
            return parameters.indexOf(field);
        }

        boolean takesParameters() {
            return !parameters.isEmpty();
        }

        /** The type that a parameter wants, given that of its field. */
        Type type(int parameter, Type field) {
            Constructor<?> constructor = ((Maker.With) maker).constructor();
            Class<?> wanted = constructor.getParameterTypes()[parameter];
            return wanted == GenericTypes.raw(field) ? field : constructor.getGenericParameterTypes()[parameter];
        }

        boolean mayBeAbsent(int parameter) {
            return parameter >= 0
                    && maker instanceof Maker.With(Constructor<?> constructor)
                    && Beans.mayBeAbsent(
                            constructor.getParameters()[parameter],
                            constructor.getParameters()[parameter].getAnnotatedType());
        }
    }

    /** The one without parameters, or else the one with the most parameters that are fields by name. */
    static Choice choose(Class<?> raw, Map<String, Property> fields) {
        boolean inner = raw.isMemberClass() ? !Modifier.isStatic(raw.getModifiers()) : raw.getEnclosingClass() != null;
        if (inner) {
            return none(raw.getTypeName() + " is an inner class, which cannot be made from JSON: declare it static");
        }
        Set<String> fixed = fields.values().stream()
                .filter(Property::isFixed)
                .map(Property::name)
                .collect(Collectors.toCollection(HashSet::new));
        List<Constructor<?>> others = new ArrayList<>();
        for (Constructor<?> constructor : raw.getDeclaredConstructors()) {
            if (constructor.getParameterCount() == 0 && fixed.isEmpty()) {
                return with(constructor, List.of());
            }
            if (constructor.getParameterCount() > 0 && !constructor.isSynthetic()) {
                others.add(constructor);
            }
        }
        return withParameters(raw, fields, fixed, others);
    }

    private static Choice withParameters(
            Class<?> raw, Map<String, Property> fields, Set<String> fixed, List<Constructor<?>> constructors) {
        constructors.sort(Comparator.<Constructor<?>>comparingInt(Constructor::getParameterCount)
                .reversed());
        Map<Constructor<?>, List<String>> named = new HashMap<>();
        for (Constructor<?> constructor : constructors) {
            List<String> names = ParameterNames.of(constructor);
            named.put(constructor, names);
            boolean fits = !names.isEmpty()
                    && names.containsAll(fixed)
                    && fields.keySet().containsAll(names);
            if (fits && isOnlyOne(constructor, constructors)) {
                return with(constructor, names);
            }
        }
        if (constructors.isEmpty()) {
            return none(raw.getTypeName() + " has the final fields " + String.join(", ", fixed)
                    + ", which JSON cannot set: make it a record, or write a constructor that takes them");
        }
        Constructor<?> first = constructors.get(0);
        List<String> names = named.getOrDefault(first, List.of());
        String shown = raw.getSimpleName()
                + Arrays.stream(first.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", ", "(", ")"));
        return none(
                names.isEmpty()
                        ? "the parameters of the constructor " + shown + " of " + raw.getTypeName()
                                + " have no names: compile with -parameters, or make it a record"
                        : "the constructor " + shown + " of " + raw.getTypeName() + " takes " + String.join(", ", names)
                                + ", which are not its fields: make it a record, or add a constructor without"
                                + " parameters");
    }

    private static boolean isOnlyOne(Constructor<?> constructor, List<Constructor<?>> all) {
        return all.stream()
                        .filter(other -> other.getParameterCount() == constructor.getParameterCount())
                        .count()
                == 1;
    }

    private static Choice with(Constructor<?> constructor, List<String> names) {
        constructor.setAccessible(true);
        return new Choice(new Maker.With(constructor), names);
    }

    private static Choice none(String why) {
        return new Choice(new Maker.None(why), List.of());
    }
}
