package dev.sluice.core.settings;

import dev.sluice.core.function.TreeValues;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Optional;

/** Types that are written as one text: those with a public static {@code parse(String)}, and records of one text. */
final class NamedTexts {

    private NamedTexts() {}

    static Optional<Shape> of(Class<?> type) {
        Optional<Shape> parsed = Arrays.stream(type.getMethods())
                .filter(method -> isParse(method, type))
                .findFirst()
                .map(method -> shape(type, text -> method.invoke(null, text)));
        return parsed.or(() -> isOneText(type) ? Optional.of(ofOneText(type)) : Optional.empty());
    }

    private static boolean isParse(Method method, Class<?> type) {
        return method.getName().equals("parse")
                && Modifier.isStatic(method.getModifiers())
                && method.getReturnType() == type
                && Arrays.equals(method.getParameterTypes(), new Class<?>[] {String.class});
    }

    /** One that does not say of itself to be settings. */
    private static boolean isOneText(Class<?> type) {
        RecordComponent[] components = type.isRecord() ? type.getRecordComponents() : new RecordComponent[0];
        return components.length == 1
                && components[0].getType() == String.class
                && !components[0].isAnnotationPresent(Setting.class);
    }

    private static Shape ofOneText(Class<?> type) {
        Constructor<?> constructor = type.getDeclaredConstructors()[0];
        return shape(type, constructor::newInstance);
    }

    private interface Maker {
        Object make(String text) throws ReflectiveOperationException;
    }

    private static Shape shape(Class<?> type, Maker maker) {
        return new TextShape(Words.phrase(type), "", text -> {
            try {
                return maker.make(text);
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof IllegalArgumentException refused) {
                    throw refused;
                }
                throw new IllegalStateException(type.getName() + " could not be made of a text", e);
            } catch (ReflectiveOperationException e) {
                throw new IllegalArgumentException(
                        "'" + TreeValues.shown(text) + "' cannot be used: " + type.getName() + " is not public", e);
            }
        });
    }
}
