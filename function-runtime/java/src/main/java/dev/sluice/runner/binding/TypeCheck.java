package dev.sluice.runner.binding;

import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Looks through a type and all that it is made of, and tells what can never be read or never be written. */
final class TypeCheck {

    private static final int MOST_TYPES = 2_000;
    private static final int MOST_NESTED = 100;

    private final Shapes shapes;
    private final boolean reading;
    private final Set<Type> seen = new HashSet<>();
    private int depth;

    private TypeCheck(Shapes shapes, boolean reading) {
        this.shapes = shapes;
        this.reading = reading;
    }

    /** Why no JSON could become this type, as a sentence without its full stop. */
    static Optional<String> reading(Shapes shapes, Type type) {
        return new TypeCheck(shapes, true).problem(type);
    }

    /** Why no value of this type could be written. */
    static Optional<String> writing(Shapes shapes, Type type) {
        return new TypeCheck(shapes, false).problem(type);
    }

    private Optional<String> problem(Type type) {
        if (!seen.add(type)) {
            return Optional.empty();
        }
        if (seen.size() > MOST_TYPES || depth > MOST_NESTED) {
            return Optional.of("it is made of more than " + MOST_TYPES + " types, or nests them more than "
                    + MOST_NESTED + " deep");
        }
        depth++;
        try {
            return within(type);
        } finally {
            depth--;
        }
    }

    private Optional<String> within(Type type) {
        return switch (shapes.of(type)) {
            case Shape.Value _, Shape.Constants _ -> Optional.empty();
            case Shape.Foreign(var library, Type foreign) -> library.problem(foreign, reading);
            case Shape.Unknown(String why) -> Optional.of(why);
            case Shape.Open(Class<?> raw) ->
                reading && raw != Object.class
                        ? Optional.of(raw.getTypeName()
                                + " is abstract, so JSON cannot say which class to make: take a record or a class")
                        : Optional.empty();
            case Shape.Maybe(var _, Type held) -> problem(held);
            case Shape.Sequence sequence -> ofSequence(sequence);
            case Shape.Mapping mapping -> ofMap(mapping);
            case Shape.Members members -> ofMembers(members);
        };
    }

    private Optional<String> ofSequence(Shape.Sequence sequence) {
        Class<?> raw = sequence.raw();
        Class<?> element = GenericTypes.raw(sequence.element());
        if (reading && !raw.isArray()) {
            if (Containers.collection(raw, element).isEmpty()) {
                return Optional.of(unmakable(raw, "List or Set"));
            }
            if (Containers.isSorted(raw) && isIncomparable(element)) {
                return Optional.of(incomparable(raw, element));
            }
        }
        return problem(sequence.element());
    }

    private Optional<String> ofMap(Shape.Mapping mapping) {
        Class<?> raw = mapping.raw();
        Class<?> key = GenericTypes.raw(mapping.key());
        if (reading && Containers.map(raw, key).isEmpty()) {
            return Optional.of(unmakable(raw, "Map"));
        }
        switch (shapes.of(mapping.key())) {
            case Shape.Value _, Shape.Constants _ -> {}
            case Shape.Open _ when !reading || key == Object.class -> {}
            default -> {
                return Optional.of("a map's key of type " + key.getTypeName()
                        + " cannot be the name of a member: take a text, a number or an enum");
            }
        }
        return reading && Containers.isSorted(raw) && isIncomparable(key)
                ? Optional.of(incomparable(raw, key))
                : problem(mapping.value());
    }

    private Optional<String> ofMembers(Shape.Members members) {
        if (reading && members.maker() instanceof Shape.Maker.None(String why)) {
            return Optional.of(why);
        }
        for (Member member : members.members()) {
            boolean used = !reading || member.parameter() >= 0 || member.setter() != null;
            Optional<String> problem = used ? problem(reading ? member.read() : member.type()) : Optional.empty();
            if (problem.isPresent()) {
                String within = " (in " + members.raw().getTypeName() + "." + member.name() + ")";
                return problem.map(why -> why.endsWith(")") ? why : why + within);
            }
        }
        return Optional.empty();
    }

    private static boolean isIncomparable(Class<?> type) {
        return type != Object.class && !type.isPrimitive() && !Comparable.class.isAssignableFrom(type);
    }

    private static String incomparable(Class<?> raw, Class<?> element) {
        return raw.getTypeName() + " keeps order, but " + element.getTypeName() + " is not Comparable";
    }

    private static String unmakable(Class<?> raw, String instead) {
        return raw.getTypeName() + " cannot be made from JSON, as it has no constructor without parameters: take "
                + instead;
    }
}
