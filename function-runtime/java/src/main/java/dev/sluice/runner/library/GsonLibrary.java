package dev.sluice.runner.library;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gson with its defaults; but a tree keeps the members that are null, which are in it because somebody put them there. */
final class GsonLibrary implements JsonLibrary {

    private final Object gson;
    private final Object trees;
    private final String name;
    private final Method fromJson;
    private final Method toJson;
    private final Method getAdapter;
    private final Method token;

    GsonLibrary(@Nullable ClassLoader classes) throws ReflectiveOperationException {
        Class<?> type = Class.forName("com.google.gson.Gson", true, classes);
        Class<?> typeToken = Class.forName("com.google.gson.reflect.TypeToken", true, classes);
        String version = type.getPackage().getImplementationVersion();
        name = version == null ? "Gson" : "Gson " + version;
        gson = type.getConstructor().newInstance();
        Object builder = type.getMethod("newBuilder").invoke(gson);
        trees = builder.getClass()
                .getMethod("create")
                .invoke(builder.getClass().getMethod("serializeNulls").invoke(builder));
        fromJson = type.getMethod("fromJson", String.class, Type.class);
        toJson = type.getMethod("toJson", Object.class);
        getAdapter = type.getMethod("getAdapter", typeToken);
        token = typeToken.getMethod("get", Type.class);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public @Nullable Object read(String json, Type type) throws Throwable {
        try {
            return Reflection.call(fromJson, gson, json, type);
        } catch (RuntimeException e) {
            boolean callers = Reflection.isA(e, "com.google.gson.JsonSyntaxException")
                    || e.getClass().getName().equals("com.google.gson.JsonParseException");
            throw callers || Reflection.isRefusal(e.getCause()) ? new MisfitException("", e) : e;
        }
    }

    @Override
    public String write(Object value) throws Throwable {
        return (String)
                Reflection.call(toJson, Reflection.isA(value, "com.google.gson.JsonElement") ? trees : gson, value);
    }

    @Override
    public Optional<String> problem(Type type, boolean reading) {
        try {
            Reflection.call(getAdapter, gson, Reflection.call(token, null, type));
            return Optional.empty();
        } catch (Throwable e) {
            return Optional.of(name + " cannot bind " + type.getTypeName() + ": " + fault(e));
        }
    }

    /** What Gson says is wrong, without its advice, which is for those who can configure it. */
    private static String fault(Throwable thrown) {
        return String.valueOf(thrown.getMessage()).split("[;\\n]", 2)[0];
    }
}
