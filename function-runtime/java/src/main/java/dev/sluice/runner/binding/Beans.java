package dev.sluice.runner.binding;

import dev.sluice.runner.binding.Shape.Maker;
import dev.sluice.runner.binding.Shape.Unknown;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Records and the author's classes with fields: their members, and how they are made. */
final class Beans {

    private final Authorship authorship;

    Beans(Authorship authorship) {
        this.authorship = authorship;
    }

    Shape ofRecord(Type type, Class<?> raw) {
        Map<TypeVariable<?>, Type> bound = GenericTypes.bindings(type, Map.of());
        RecordComponent[] components = raw.getRecordComponents();
        List<Member> members = new ArrayList<>(components.length);
        for (RecordComponent component : components) {
            Type held = GenericTypes.substitute(component.getGenericType(), bound);
            members.add(new Member(
                    component.getName(),
                    held,
                    held,
                    members.size(),
                    component.getAccessor(),
                    null,
                    mayBeAbsent(component, component.getAnnotatedType())));
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<?> canonical = raw.getDeclaredConstructor(types);
            canonical.setAccessible(true);
            return new Shape.Members(raw, List.copyOf(members), new Maker.With(canonical));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every record has its canonical constructor", e);
        }
    }

    /** Its members are all fields of the class and of its superclasses but static, transient and synthetic ones. */
    Shape ofClass(Type type, Class<?> raw) {
        if (raw.getName().contains("$$")) {
            return new Unknown(raw.getName() + " is a class that a library has made at run time, and not data");
        }
        Map<String, Property> fields = new LinkedHashMap<>();
        Map<TypeVariable<?>, Type> bound = GenericTypes.bindings(type, Map.of());
        for (Class<?> owner = raw; owner != Object.class; owner = owner.getSuperclass()) {
            if (authorship.isForeign(owner)) {
                return new Unknown(
                        raw.getTypeName() + " extends " + owner.getTypeName() + ", which has no form in JSON");
            }
            for (Field field : owner.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())
                        || Modifier.isTransient(field.getModifiers())
                        || field.isSynthetic()) {
                    continue;
                }
                Property property = new Property(raw, field, GenericTypes.substitute(field.getGenericType(), bound));
                if (fields.putIfAbsent(field.getName(), property) != null) {
                    return new Unknown(raw.getTypeName() + " has two fields " + field.getName()
                            + ", one of them in a superclass: rename one");
                }
            }
            bound = GenericTypes.bindings(owner.getGenericSuperclass(), bound);
        }
        if (fields.isEmpty()) {
            return new Unknown(
                    raw.getTypeName() + " has no fields, so there is nothing of it in JSON: make it a record");
        }
        Constructors.Choice choice = Constructors.choose(raw, fields);
        for (Property property : fields.values()) {
            boolean hidden = Modifier.isPrivate(property.field().getModifiers());
            Class<?> owner = property.field().getDeclaringClass();
            if (hidden && !authorship.isOwn(owner) && !property.isShown() && choice.index(property.name()) < 0) {
                return new Unknown(raw.getTypeName() + " keeps its field " + property.name()
                        + " to itself: it has no getter and no setter, and is not in the handler's package");
            }
        }
        List<Member> members = fields.values().stream()
                .map(property -> property.member(choice))
                .toList();
        return new Shape.Members(raw, members, choice.maker());
    }

    /** Whether it is marked as nullable, by an annotation of whatever package. */
    static boolean mayBeAbsent(AnnotatedElement... places) {
        return Arrays.stream(places)
                .flatMap(place -> Arrays.stream(place.getAnnotations()))
                .anyMatch(annotation ->
                        annotation.annotationType().getSimpleName().equals("Nullable"));
    }

    /** A field and what its class says of it. */
    record Property(Class<?> raw, Field field, Type type) {

        String name() {
            return field.getName();
        }

        /** Whether it is final, and its value may have been compiled into the code that reads it. */
        boolean isFixed() {
            return Modifier.isFinal(field.getModifiers())
                    && (field.getType().isPrimitive() || field.getType() == String.class);
        }

        boolean isShown() {
            String capital = name().substring(0, 1).toUpperCase(Locale.ROOT) + name().substring(1);
            return Arrays.stream(raw.getMethods())
                    .filter(method -> !Modifier.isStatic(method.getModifiers()))
                    .anyMatch(method -> isGetter(method, capital) || isSetter(method, capital));
        }

        private boolean isGetter(Method method, String capital) {
            return method.getParameterCount() == 0
                    && method.getReturnType() == field.getType()
                    && (method.getName().equals("get" + capital)
                            || method.getName().equals("is" + capital)
                            || method.getName().equals(name()));
        }

        private boolean isSetter(Method method, String capital) {
            return method.getParameterCount() == 1
                    && method.getParameterTypes()[0] == field.getType()
                    && method.getName().equals("set" + capital);
        }

        Member member(Constructors.Choice choice) {
            int parameter = choice.index(name());
            boolean settable = parameter < 0 && !(Modifier.isFinal(field.getModifiers()) && choice.takesParameters());
            return new Member(
                    name(),
                    type,
                    parameter < 0 ? type : choice.type(parameter, type),
                    parameter,
                    field,
                    settable ? setter() : null,
                    mayBeAbsent(field, field.getAnnotatedType()) || choice.mayBeAbsent(parameter));
        }

        private java.lang.reflect.AccessibleObject setter() {
            String capital = name().substring(0, 1).toUpperCase(Locale.ROOT) + name().substring(1);
            for (Method method : raw.getMethods()) {
                if (!Modifier.isStatic(method.getModifiers()) && isSetter(method, capital)) {
                    return method;
                }
            }
            return field;
        }
    }
}
