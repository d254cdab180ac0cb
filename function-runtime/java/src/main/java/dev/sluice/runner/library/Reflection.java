package dev.sluice.runner.library;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Calls public methods of a library without a wrapper around what they throw. */
final class Reflection {

    private Reflection() {}

    static Object call(Method method, @Nullable Object owner, @Nullable Object... arguments) throws Throwable {
        try {
            return method.invoke(owner, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** The class or one of its supertypes has this name. */
    static boolean isA(Object value, String className) {
        for (Class<?> type = value.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().equals(className)) {
                return true;
            }
        }
        return false;
    }

    /** What the caller sent made an author's constructor or setter refuse it. */
    static boolean isRefusal(@Nullable Throwable thrown) {
        return thrown instanceof IllegalArgumentException || thrown instanceof NullPointerException;
    }
}
