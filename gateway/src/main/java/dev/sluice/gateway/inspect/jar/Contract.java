package dev.sluice.gateway.inspect.jar;

import java.util.Locale;

/** The interfaces of a handler, in the order in which the Java runtime takes them where a class implements several. */
enum Contract {
    HTTP_HANDLER("dev/sluice/function/HttpHandler"),
    HANDLER("dev/sluice/function/Handler"),
    FUNCTION("java/util/function/Function"),
    UNARY_OPERATOR("java/util/function/UnaryOperator"),
    CONSUMER("java/util/function/Consumer"),
    SUPPLIER("java/util/function/Supplier");

    private final String type;

    Contract(String type) {
        this.type = type;
    }

    /** The interface, by its internal name. */
    String type() {
        return type;
    }

    /** As in records, and as the runtime is told. An operator is called as the function that it is. */
    String word() {
        return this == UNARY_OPERATOR
                ? FUNCTION.word()
                : name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
