package dev.sluice.runner.function;

import dev.sluice.function.Handler;
import dev.sluice.function.HttpHandler;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The interfaces by which a class is called, in the order in which they are taken where it implements several. */
enum Contract {
    HTTP_HANDLER("http-handler", HttpHandler.class),
    HANDLER("handler", Handler.class),
    FUNCTION("function", Function.class),
    CONSUMER("consumer", Consumer.class),
    SUPPLIER("supplier", Supplier.class);

    private static final List<Contract> ALL = List.of(values());

    private final String word;
    private final Class<?> type;

    Contract(String word, Class<?> type) {
        this.word = word;
        this.type = type;
    }

    /** The first that a class implements. */
    static Optional<Contract> of(Class<?> type) {
        for (Contract contract : ALL) {
            if (contract.isOf(type)) {
                return Optional.of(contract);
            }
        }
        return Optional.empty();
    }

    /** The one that a gateway names, if it names one that this runner knows. */
    static Optional<Contract> named(@Nullable String word) {
        for (Contract contract : ALL) {
            if (contract.word.equals(word)) {
                return Optional.of(contract);
            }
        }
        return Optional.empty();
    }

    Class<?> type() {
        return type;
    }

    boolean isOf(Class<?> handler) {
        return type.isAssignableFrom(handler);
    }

    /** How an object that implements it is called. */
    Target.Code code(Object handler) {
        return switch (this) {
            case HTTP_HANDLER -> Target.of((HttpHandler) handler);
            case HANDLER -> Target.of((Handler<?, ?>) handler);
            case FUNCTION -> Target.of((Function<?, ?>) handler);
            case CONSUMER -> Target.of((Consumer<?>) handler);
            case SUPPLIER -> Target.of((Supplier<?>) handler);
        };
    }
}
