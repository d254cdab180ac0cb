package dev.sluice.runner.function;

import dev.sluice.function.Context;
import dev.sluice.function.Handler;
import dev.sluice.function.HttpHandler;
import dev.sluice.runner.binding.GenericTypes;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Handlers that are named by a method. */
final class MethodTargets {

    private MethodTargets() {}

    static Target find(Class<?> type, String name) throws SpecialisationException {
        List<Method> named = methods(type).filter(m -> m.getName().equals(name)).toList();
        List<Method> fitting = named.stream().filter(MethodTargets::fits).toList();
        if (named.isEmpty()) {
            List<String> candidates = candidates(type);
            throw SpecialisationException.wrongSignature(
                    "the class " + type.getName() + " has no public method " + name,
                    candidates.isEmpty()
                            ? TargetFinder.ACCEPTED
                            : "did you mean " + String.join(" or ", candidates) + "?");
        }
        if (fitting.isEmpty()) {
            throw SpecialisationException.wrongSignature(
                    "the method " + signature(named.get(0)) + " cannot be a handler", TargetFinder.ACCEPTED);
        }
        if (fitting.size() > 1) {
            throw SpecialisationException.wrongSignature(
                    "the class " + type.getName() + " has " + fitting.size() + " methods " + name + ": "
                            + fitting.stream().map(MethodTargets::signature).collect(Collectors.joining("; ")),
                    "give the one that is the handler a name of its own");
        }
        return of(type, fitting.get(0));
    }

    /** What an author may have meant, as handlers' names; at most three. */
    static List<String> candidates(Class<?> type) {
        Map<String, List<Method>> named =
                methods(type).filter(MethodTargets::fits).collect(Collectors.groupingBy(Method::getName));
        return named.values().stream()
                .filter(methods -> methods.size() == 1)
                .map(List::getFirst)
                .filter(method -> !returnsCode(method) && saysWhatItTakes(method))
                .map(method -> type.getName() + "::" + method.getName())
                .sorted()
                .limit(3)
                .toList();
    }

    private static Stream<Method> methods(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> !method.getDeclaringClass().getModule().isNamed() && !method.isBridge())
                .filter(method -> !method.isSynthetic() && !Modifier.isAbstract(method.getModifiers()));
    }

    private static boolean fits(Method method) {
        Class<?>[] parameters = method.getParameterTypes();
        return parameters.length < 2 || parameters.length == 2 && parameters[1] == Context.class;
    }

    private static Target of(Class<?> type, Method method) throws SpecialisationException {
        Class<?>[] parameters = method.getParameterTypes();
        boolean takesContext = parameters.length > 0 && parameters[parameters.length - 1] == Context.class;
        boolean takesInput = parameters.length > (takesContext ? 1 : 0);
        refuseLambdas(method);
        Type input = takesInput ? method.getGenericParameterTypes()[0] : Void.class;
        if (!GenericTypes.isKnown(input)) {
            input = known(type, method, input);
        }
        boolean isStatic = Modifier.isStatic(method.getModifiers());
        TargetFinder.initialise(type);
        Object owner = isStatic ? null : TargetFinder.make(type);
        method.setAccessible(true);
        Type output = method.getGenericReturnType();
        return new Target(
                type,
                Target.of(method, owner, takesInput, takesContext),
                input,
                GenericTypes.isKnown(output) ? output : method.getReturnType(),
                owner == null ? Optional.empty() : TargetFinder.lifecycle(owner),
                signature(method));
    }

    /** A method inherited from a generic class: its subclass says what the variable is. */
    private static Type known(Class<?> type, Method method, Type input) throws SpecialisationException {
        Class<?> declaring = method.getDeclaringClass();
        List<Type> arguments = GenericTypes.arguments(type, declaring).orElse(List.of());
        for (int i = 0; i < arguments.size(); i++) {
            if (declaring.getTypeParameters()[i].equals(input) && GenericTypes.isKnown(arguments.get(i))) {
                return arguments.get(i);
            }
        }
        throw TargetFinder.unknownInput("the method " + signature(method)
                + " does not say what it takes: its parameter is the type variable " + GenericTypes.shortName(input));
    }

    private static void refuseLambdas(Method method) throws SpecialisationException {
        if (returnsCode(method)) {
            throw TargetFinder.unknownInput("the method " + signature(method) + " returns a "
                    + method.getReturnType().getSimpleName() + ", which is not called");
        }
    }

    private static boolean returnsCode(Method method) {
        return Stream.of(Function.class, Handler.class, HttpHandler.class, Supplier.class, Consumer.class)
                .anyMatch(form -> form.isAssignableFrom(method.getReturnType()));
    }

    private static boolean saysWhatItTakes(Method method) {
        Type[] parameters = method.getGenericParameterTypes();
        return parameters.length == 0 || GenericTypes.isKnown(parameters[0]);
    }

    private static String signature(Method method) {
        return GenericTypes.shortName(method.getGenericReturnType()) + " "
                + method.getDeclaringClass().getName() + "::" + method.getName()
                + Arrays.stream(method.getGenericParameterTypes())
                        .map(GenericTypes::shortName)
                        .collect(Collectors.joining(", ", "(", ")"));
    }
}
