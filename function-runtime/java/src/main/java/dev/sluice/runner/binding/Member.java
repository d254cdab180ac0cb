package dev.sluice.runner.binding;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * One member of a record or of a class with fields.
 *
 * @param type what it is in a value, and as what it is written
 * @param read what is read from JSON for it: the type that the constructor's parameter wants
 * @param parameter the constructor's parameter that takes it, -1 if none does
 * @param getter the accessor of a record, the field of a class
 * @param setter a method with one parameter, or the field; null if it cannot be set
 * @param optional whether a constructor may be given null for it
 */
record Member(
        String name,
        Type type,
        Type read,
        int parameter,
        AccessibleObject getter,
        @Nullable AccessibleObject setter,
        boolean optional) {

    Member {
        getter.setAccessible(true);
        if (setter != null) {
            setter.setAccessible(true);
        }
    }

    /** Its value in {@code owner}. */
    @Nullable
    Object of(Object owner) {
        try {
            return getter instanceof Field field ? field.get(owner) : ((Method) getter).invoke(owner);
        } catch (InvocationTargetException e) {
            throw new AuthorException(e.getTargetException());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Sets it, if it can be set.
     *
     * @throws InvocationTargetException if the author's setter throws
     */
    void set(Object owner, @Nullable Object value) throws InvocationTargetException {
        try {
            if (setter instanceof Field field) {
                field.set(owner, value);
            } else if (setter instanceof Method method) {
                method.invoke(owner, value);
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
