package dev.sluice.runner.binding;

import com.google.gson.reflect.TypeToken;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Follows type arguments through superclasses and interfaces. */
public final class GenericTypes {

    private GenericTypes() {}

    /**
     * What {@code type} fills in for the type parameters of {@code target}, one of its supertypes. Parameters that
     * nothing fills in stay type variables; a raw use of {@code target} gives its own variables.
     *
     * @return empty if {@code target} is no supertype
     */
    public static Optional<List<Type>> arguments(Type type, Class<?> target) {
        return arguments(type, target, Map.of());
    }

    private static Optional<List<Type>> arguments(Type type, Class<?> target, Map<TypeVariable<?>, Type> outer) {
        Class<?> raw = raw(type);
        if (!target.isAssignableFrom(raw)) {
            return Optional.empty();
        }
        Map<TypeVariable<?>, Type> bound = bindings(type, outer);
        if (raw == target) {
            return Optional.of(Arrays.stream(raw.getTypeParameters())
                    .map(parameter -> bound.getOrDefault(parameter, parameter))
                    .toList());
        }
        for (Type parent : raw.getGenericInterfaces()) {
            Optional<List<Type>> found = arguments(parent, target, bound);
            if (found.isPresent()) {
                return found;
            }
        }
        Type parent = raw.getGenericSuperclass();
        return parent == null ? Optional.empty() : arguments(parent, target, bound);
    }

    /** What {@code type}'s own type arguments say, with {@code outer} filled in. */
    static Map<TypeVariable<?>, Type> bindings(Type type, Map<TypeVariable<?>, Type> outer) {
        Map<TypeVariable<?>, Type> bound = new HashMap<>();
        if (type instanceof ParameterizedType parameterized) {
            TypeVariable<?>[] parameters = raw(type).getTypeParameters();
            Type[] arguments = parameterized.getActualTypeArguments();
            for (int i = 0; i < parameters.length; i++) {
                bound.put(parameters[i], substitute(arguments[i], outer));
            }
        }
        return bound;
    }

    /** {@code type} with what is known of its variables in their places, and bounds in place of wildcards. */
    static Type substitute(Type type, Map<TypeVariable<?>, Type> bound) {
        return switch (type) {
            case TypeVariable<?> variable -> bound.getOrDefault(variable, variable);
            case WildcardType wildcard -> substitute(bound(wildcard), bound);
            case GenericArrayType array ->
                TypeToken.getArray(substitute(array.getGenericComponentType(), bound))
                        .getType();
            case ParameterizedType parameterized ->
                TypeToken.getParameterized(
                                parameterized.getRawType(),
                                Arrays.stream(parameterized.getActualTypeArguments())
                                        .map(argument -> substitute(argument, bound))
                                        .toArray(Type[]::new))
                        .getType();
            default -> type;
        };
    }

    /** What a wildcard lets in or gives out: its lower bound if it has one, else its upper bound. */
    static Type bound(WildcardType wildcard) {
        Type[] lower = wildcard.getLowerBounds();
        return lower.length > 0 ? lower[0] : wildcard.getUpperBounds()[0];
    }

    /** Whether no type variable is left anywhere in {@code type}. */
    public static boolean isKnown(Type type) {
        return switch (type) {
            case TypeVariable<?> _ -> false;
            case WildcardType wildcard ->
                Arrays.stream(wildcard.getUpperBounds()).allMatch(GenericTypes::isKnown);
            case GenericArrayType array -> isKnown(array.getGenericComponentType());
            case ParameterizedType parameterized ->
                Arrays.stream(parameterized.getActualTypeArguments()).allMatch(GenericTypes::isKnown);
            default -> true;
        };
    }

    /** Whether {@code type} is {@code List} itself, of items of this class. */
    public static boolean isListOf(Type type, Class<?> item) {
        return raw(type) == List.class
                && arguments(type, List.class)
                        .filter(items -> raw(items.getFirst()) == item)
                        .isPresent();
    }

    /** The class behind {@code type}; of a variable or a wildcard the class of its first bound. */
    public static Class<?> raw(Type type) {
        return switch (type) {
            case Class<?> known -> known;
            case ParameterizedType parameterized -> (Class<?>) parameterized.getRawType();
            case GenericArrayType array -> raw(array.getGenericComponentType()).arrayType();
            case WildcardType wildcard -> raw(wildcard.getUpperBounds()[0]);
            case TypeVariable<?> variable -> raw(variable.getBounds()[0]);
            default -> Object.class;
        };
    }

    /** The type as its author writes it: without packages. */
    public static String shortName(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            List<String> arguments = Arrays.stream(parameterized.getActualTypeArguments())
                    .map(GenericTypes::shortName)
                    .toList();
            return raw(type).getSimpleName() + "<" + String.join(", ", arguments) + ">";
        }
        return type instanceof TypeVariable<?> variable
                ? variable.getName()
                : raw(type).getSimpleName();
    }
}
