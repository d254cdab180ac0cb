package dev.sluice.runner.binding;

import com.google.gson.Gson;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the adapters of records. */
final class RecordAdapters implements TypeAdapterFactory {

    @Override
    public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
        Class<? super T> raw = type.getRawType();
        if (!raw.isRecord()) {
            return null;
        }
        Map<TypeVariable<?>, Type> bound = GenericTypes.bindings(type.getType(), Map.of());
        RecordAdapter.Component[] components = Arrays.stream(raw.getRecordComponents())
                .map(component -> component(gson, component, bound))
                .toArray(RecordAdapter.Component[]::new);
        @SuppressWarnings("unchecked") // The canonical constructor of T's own class makes a T.
        Constructor<T> constructor = (Constructor<T>) canonical(raw);
        constructor.setAccessible(true);
        return new RecordAdapter<>(gson, constructor, components);
    }

    private static Constructor<?> canonical(Class<?> type) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every record has its canonical constructor", e);
        }
    }

    private static RecordAdapter.Component component(
            Gson gson, RecordComponent component, Map<TypeVariable<?>, Type> bound) {
        Type type = GenericTypes.substitute(component.getGenericType(), bound);
        component.getAccessor().setAccessible(true);
        TypeAdapter<?> adapter = gson.getAdapter(TypeToken.get(type));
        return new RecordAdapter.Component(
                component.getName(), type, adapter, component.getAccessor(), mayBeAbsent(component));
    }

    private static boolean mayBeAbsent(RecordComponent component) {
        Stream<Annotation> annotations = Stream.concat(
                Arrays.stream(component.getAnnotations()),
                Arrays.stream(component.getAnnotatedType().getAnnotations()));
        return annotations.anyMatch(
                annotation -> annotation.annotationType().getSimpleName().equals("Nullable"));
    }
}
