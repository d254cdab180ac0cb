package dev.sluice.core.settings;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Optional;

/** What types say of themselves about how they are written: {@code parse}, and {@code RULE}, which is told to people. */
final class Parse {

    private Parse() {}

    /** The public static method {@code parse} of {@code type} that takes what was written and makes a value of the type. */
    static Optional<Method> of(Class<?> type, Class<?> written) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals("parse")
                        && Modifier.isStatic(method.getModifiers())
                        && method.getReturnType() == type
                        && Arrays.equals(method.getParameterTypes(), new Class<?>[] {written}))
                .findFirst();
    }

    /** What is allowed: {@code told} by the setting, or the public constant {@code RULE} of the type. */
    static String rule(Class<?> type, String told) {
        if (!told.isEmpty()) {
            return told;
        }
        try {
            return type.getField("RULE").get(null) instanceof String rule ? rule : "";
        } catch (ReflectiveOperationException e) {
            return "";
        }
    }

    interface Maker {
        Object make() throws ReflectiveOperationException;
    }

    /** Makes a value; an {@link IllegalArgumentException} of the type is thrown on. */
    static Object call(Class<?> type, Maker maker) {
        try {
            return maker.make();
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new IllegalStateException(type.getName() + " could not be made of what was written", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("it cannot be used: " + type.getName() + " is not public", e);
        }
    }
}
