package dev.sluice.runner.function;

import dev.sluice.function.HttpHandler;
import dev.sluice.function.Lifecycle;
import dev.sluice.function.Request;
import dev.sluice.function.Response;
import dev.sluice.runner.binding.GenericTypes;
import dev.sluice.runner.loading.FunctionLoader;
import dev.sluice.runner.loading.NearestNames;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Finds, checks and makes what a handler's name means. Runs the author's static initialisers and constructor. */
final class TargetFinder {

    static final String ACCEPTED = "a handler is a class that implements java.util.function.Function<I, O>,"
            + " dev.sluice.function.Handler<I, O> or dev.sluice.function.HttpHandler,"
            + " or a public method pkg.Class::method that takes (), (I), (Context) or (I, Context)";

    private TargetFinder() {}

    /** {@code contract}: by which a class of several is called; empty if the first of them decides. */
    static Target find(HandlerName name, Optional<Contract> contract, FunctionLoader loader)
            throws SpecialisationException {
        Class<?> type = load(name.className(), loader);
        try {
            return name.method().isEmpty() ? ofClass(type, contract) : MethodTargets.find(type, name.method());
        } catch (LinkageError | TypeNotPresentException e) {
            throw LoadingFaults.explain(e, type.getName(), "a static initialiser that " + type.getName() + " needs");
        }
    }

    private static Class<?> load(String className, FunctionLoader loader) throws SpecialisationException {
        try {
            Class<?> type = Class.forName(className, false, loader);
            if (type.getModule().isNamed()) {
                throw notFound(className, loader);
            }
            return type;
        } catch (ClassNotFoundException e) {
            throw notFound(className, loader);
        } catch (NoClassDefFoundError e) {
            if (String.valueOf(e.getMessage()).contains("wrong name")) {
                throw notFound(className, loader);
            }
            throw LoadingFaults.explain(e, className, "loading " + className);
        } catch (LinkageError e) {
            throw LoadingFaults.explain(e, className, "loading " + className);
        }
    }

    private static SpecialisationException notFound(String className, FunctionLoader loader) {
        List<String> nearest = NearestNames.of(className, loader.classNames());
        String hint;
        if (!nearest.isEmpty()) {
            hint = "did you mean " + String.join(" or ", nearest) + "?";
        } else {
            String some = loader.classNames().limit(5).collect(Collectors.joining(", "));
            hint = some.isEmpty()
                    ? "there are no classes in the artifact at all: is it the right file?"
                    : "the artifact has " + some
                            + (loader.classNames().skip(5).findAny().isPresent() ? ", …" : "");
        }
        return SpecialisationException.classNotFound("there is no class " + className + " in the artifact", hint);
    }

    private static Target ofClass(Class<?> type, Optional<Contract> wanted) throws SpecialisationException {
        Optional<Contract> contract = wanted.filter(named -> named.isOf(type)).or(() -> Contract.of(type));
        if (contract.isEmpty()) {
            List<String> methods = MethodTargets.candidates(type);
            throw SpecialisationException.wrongSignature(
                    "the class " + type.getName() + " implements none of the interfaces of a handler",
                    methods.isEmpty() ? ACCEPTED : "did you mean " + String.join(" or ", methods) + "? " + ACCEPTED);
        }
        Class<?> implemented = contract.get().type();
        List<Type> arguments = GenericTypes.arguments(type, implemented).orElse(List.of());
        Type input = input(type, implemented, arguments);
        Object handler = make(type);
        String description = type.getName() + ", " + implemented.getSimpleName()
                + (arguments.isEmpty()
                        ? ""
                        : arguments.stream().map(GenericTypes::shortName).collect(Collectors.joining(", ", "<", ">")));
        return new Target(
                type,
                contract.get().code(handler),
                input,
                output(implemented, arguments),
                lifecycle(handler),
                description);
    }

    private static Type input(Class<?> type, Class<?> implemented, List<Type> arguments)
            throws SpecialisationException {
        if (implemented == HttpHandler.class) {
            return Request.class;
        }
        if (implemented == Supplier.class) {
            return Void.class;
        }
        Type input = arguments.get(0);
        if (isRaw(type, implemented)) {
            return Object.class;
        }
        if (!GenericTypes.isKnown(input)) {
            throw unknownInput(type.getName() + " does not say what it takes: its " + implemented.getSimpleName()
                    + " has the type variable " + GenericTypes.shortName(input) + " in place of a type");
        }
        return input;
    }

    /** Whether a class implements the interface without a word on its types: then it takes and answers any JSON. */
    private static boolean isRaw(Class<?> type, Class<?> implemented) {
        return GenericTypes.arguments(type, implemented)
                .equals(Optional.of(List.<Type>of(implemented.getTypeParameters())));
    }

    private static Type output(Class<?> implemented, List<Type> arguments) {
        if (implemented == HttpHandler.class) {
            return Response.class;
        }
        if (implemented == Consumer.class) {
            return Void.class;
        }
        Type output = arguments.get(arguments.size() - 1);
        return GenericTypes.isKnown(output) ? output : GenericTypes.raw(output);
    }

    static SpecialisationException unknownInput(String message) {
        return SpecialisationException.wrongSignature(
                message,
                "write a class with types, such as: class Greet implements Function<Person, String>;"
                        + " lambdas and method references lose theirs when they are compiled");
    }

    static Optional<Lifecycle> lifecycle(Object handler) {
        return handler instanceof Lifecycle lifecycle ? Optional.of(lifecycle) : Optional.empty();
    }

    /** Initialises the class and calls its constructor. */
    static Object make(Class<?> type) throws SpecialisationException {
        if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
            throw SpecialisationException.wrongSignature(
                    type.getName() + " is abstract, so there is nothing to call", "name a class that can be made");
        }
        initialise(type);
        Optional<Object> single = single(type);
        if (single.isPresent()) {
            return single.get();
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor();
            if (!Modifier.isPublic(constructor.getModifiers()) && Modifier.isPublic(type.getModifiers())) {
                throw noConstructor(type);
            }
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (NoSuchMethodException e) {
            throw noConstructor(type);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw LoadingFaults.explain(e, type.getName(), "the constructor of " + type.getName());
        }
    }

    /** The one object of an enum with one constant, of a Kotlin {@code object} or a Scala {@code object}. */
    private static Optional<Object> single(Class<?> type) throws SpecialisationException {
        if (type.isEnum()) {
            Object[] constants = type.getEnumConstants();
            if (constants.length == 1) {
                return Optional.of(constants[0]);
            }
            throw SpecialisationException.wrongSignature(
                    "the enum " + type.getName() + " has " + constants.length
                            + " constants, so it does not say which one is the handler",
                    "leave one constant, or write a class in its place");
        }
        for (Field field : type.getDeclaredFields()) {
            boolean named =
                    field.getName().equals("INSTANCE") || field.getName().equals("MODULE$");
            if (named && field.getType() == type && Modifier.isStatic(field.getModifiers())) {
                try {
                    field.setAccessible(true);
                    return Optional.ofNullable(field.get(null));
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        return Optional.empty();
    }

    static void initialise(Class<?> type) throws SpecialisationException {
        try {
            Class.forName(type.getName(), true, type.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            throw LoadingFaults.explain(e, type.getName(), "a static initialiser of " + type.getName());
        }
    }

    private static SpecialisationException noConstructor(Class<?> type) {
        boolean hidden = Arrays.stream(type.getDeclaredConstructors())
                .anyMatch(constructor -> constructor.getParameterCount() == 0);
        return SpecialisationException.wrongSignature(
                type.getName() + " has no public constructor without parameters",
                type.isMemberClass() && !Modifier.isStatic(type.getModifiers())
                        ? "it is an inner class: declare it static"
                        : (hidden ? "make it public" : "add one") + ": public " + type.getSimpleName() + "() {}");
    }
}
