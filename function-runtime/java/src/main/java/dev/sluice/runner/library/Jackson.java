package dev.sluice.runner.library;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Jackson 2 or 3, with its defaults and with the modules that register themselves as services, which is how its own
 * {@code findAndRegisterModules} finds them.
 */
final class Jackson implements JsonLibrary {

    private final Object mapper;
    private final String root;
    private final String name;
    private final Method constructType;
    private final Method readValue;
    private final Method writeValue;

    Jackson(@Nullable ClassLoader classes, Object mapper) throws ReflectiveOperationException {
        this.mapper = mapper;
        Class<?> type = mapper.getClass();
        root = type.getName().startsWith("tools.") ? "tools.jackson." : "com.fasterxml.jackson.";
        Class<?> javaType = Class.forName(root + "databind.JavaType", true, classes);
        name = "Jackson " + type.getMethod("version").invoke(mapper);
        constructType = type.getMethod("constructType", Type.class);
        readValue = type.getMethod("readValue", String.class, javaType);
        writeValue = type.getMethod("writeValueAsString", Object.class);
    }

    static Object second(@Nullable ClassLoader classes) throws ReflectiveOperationException {
        Class<?> type = Class.forName("com.fasterxml.jackson.databind.ObjectMapper", true, classes);
        Object mapper = type.getConstructor().newInstance();
        return type.getMethod("findAndRegisterModules").invoke(mapper);
    }

    static Object third(@Nullable ClassLoader classes) throws ReflectiveOperationException {
        Class<?> type = Class.forName("tools.jackson.databind.json.JsonMapper", true, classes);
        Object builder = type.getMethod("builder").invoke(null);
        Object found = builder.getClass().getMethod("findAndAddModules").invoke(builder);
        return found.getClass().getMethod("build").invoke(found);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public @Nullable Object read(String json, Type type) throws Throwable {
        try {
            return Reflection.call(readValue, mapper, json, Reflection.call(constructType, mapper, type));
        } catch (Exception e) {
            throw isCallers(e) ? new MisfitException(path(e), e) : e;
        }
    }

    @Override
    public String write(Object value) throws Throwable {
        return (String) Reflection.call(writeValue, mapper, value);
    }

    /** Whether it is what was sent that does not fit, and not the type that cannot be made or the code that threw. */
    private boolean isCallers(Exception thrown) {
        if (Reflection.isA(thrown, root + "databind.exc.InvalidDefinitionException")) {
            return false;
        }
        if (Reflection.isA(thrown, root + "databind.exc.ValueInstantiationException")
                || thrown.getCause() != null && thrown.getClass().getName().endsWith(".JsonMappingException")
                || thrown.getCause() != null && thrown.getClass().getName().endsWith(".DatabindException")) {
            return Reflection.isRefusal(thrown.getCause());
        }
        return Reflection.isA(thrown, root + "databind.exc.MismatchedInputException")
                || Reflection.isA(thrown, root + "core.JsonProcessingException")
                || Reflection.isA(thrown, root + "core.JacksonException");
    }

    private static String path(Exception thrown) {
        StringBuilder path = new StringBuilder();
        try {
            Object references = thrown.getClass().getMethod("getPath").invoke(thrown);
            for (Object reference : (List<?>) references) {
                path.append(step(reference));
            }
        } catch (ReflectiveOperationException | ClassCastException e) {
            return "";
        }
        return path.toString();
    }

    private static String step(Object reference) throws ReflectiveOperationException {
        Object field = named(reference, "getFieldName", "getPropertyName");
        return field == null ? "[" + reference.getClass().getMethod("getIndex").invoke(reference) + "]" : "." + field;
    }

    private static @Nullable Object named(Object reference, String second, String third)
            throws ReflectiveOperationException {
        try {
            return reference.getClass().getMethod(second).invoke(reference);
        } catch (NoSuchMethodException e) {
            return reference.getClass().getMethod(third).invoke(reference);
        }
    }

    /** Jackson 2 can be asked for both; for what makes an object it must be tried. */
    @Override
    public Optional<String> problem(Type type, boolean reading) {
        boolean possible;
        try {
            Object javaType = Reflection.call(constructType, mapper, type);
            possible = reading ? canRead(javaType) : canWrite(javaType);
        } catch (Throwable e) {
            return Optional.of(name + " cannot bind " + type.getTypeName() + ": " + e);
        }
        return possible
                ? Optional.empty()
                : Optional.of(name + " cannot "
                        + (reading
                                ? "make " + type.getTypeName()
                                        + ": it looks for a constructor without parameters or one with @JsonCreator"
                                : "write " + type.getTypeName() + ": it finds no members in it"));
    }

    private boolean canRead(Object javaType) throws Throwable {
        try {
            Method asks = mapper.getClass().getMethod("canDeserialize", constructType.getReturnType());
            if (!(Boolean) Reflection.call(asks, mapper, javaType)) {
                return false;
            }
        } catch (NoSuchMethodException e) {
            // Jackson 3 cannot be asked.
        }
        try {
            Reflection.call(readValue, mapper, "{}", javaType);
            return true;
        } catch (Exception e) {
            return !Reflection.isA(e, root + "databind.exc.InvalidDefinitionException");
        }
    }

    private boolean canWrite(Object javaType) throws Throwable {
        try {
            Method asks = mapper.getClass().getMethod("canSerialize", Class.class);
            Object raw = javaType.getClass().getMethod("getRawClass").invoke(javaType);
            return (Boolean) Reflection.call(asks, mapper, raw);
        } catch (NoSuchMethodException e) {
            return true;
        }
    }
}
