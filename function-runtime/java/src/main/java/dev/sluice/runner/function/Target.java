package dev.sluice.runner.function;

import dev.sluice.function.Context;
import dev.sluice.function.Handler;
import dev.sluice.function.HttpHandler;
import dev.sluice.function.Lifecycle;
import dev.sluice.function.Request;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was found behind a handler's name.
 *
 * @param type the class that the handler names
 * @param input the type that it takes, {@code Void} for none
 * @param output the type that it answers with, {@code Object} if that is open, {@code Void} for none
 * @param lifecycle its hooks, if it has any
 * @param description for people: {@code com.acme.Orders, Function<Order, Receipt>}
 */
record Target(Class<?> type, Code code, Type input, Type output, Optional<Lifecycle> lifecycle, String description) {

    /** Calls it. Unwrapped: what the function throws is thrown. */
    @FunctionalInterface
    interface Code {
        @Nullable
        Object call(@Nullable Object input, Context context) throws Throwable;
    }

    static Code of(HttpHandler handler) {
        return (input, context) -> handler.handle((Request) java.util.Objects.requireNonNull(input), context);
    }

    @SuppressWarnings("unchecked") // The input was bound to the type that the class declares.
    static Code of(Handler<?, ?> handler) {
        return ((Handler<@Nullable Object, @Nullable Object>) handler)::handle;
    }

    @SuppressWarnings("unchecked") // The input was bound to the type that the class declares.
    static Code of(Function<?, ?> function) {
        return (input, _) -> ((Function<@Nullable Object, @Nullable Object>) function).apply(input);
    }

    static Code of(Supplier<?> supplier) {
        return (_, _) -> supplier.get();
    }

    @SuppressWarnings("unchecked") // The input was bound to the type that the class declares.
    static Code of(Consumer<?> consumer) {
        return (input, _) -> {
            ((Consumer<@Nullable Object>) consumer).accept(input);
            return null;
        };
    }

    static Code of(Method method, @Nullable Object owner, boolean takesInput, boolean takesContext) {
        return (input, context) -> {
            try {
                if (takesInput) {
                    return takesContext ? method.invoke(owner, input, context) : method.invoke(owner, input);
                }
                return takesContext ? method.invoke(owner, context) : method.invoke(owner);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
    }
}
