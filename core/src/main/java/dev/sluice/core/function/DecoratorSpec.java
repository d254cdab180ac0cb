package dev.sluice.core.function;

/**
 * One decorator as a spec has it.
 *
 * @param name of its kind
 * @param settings what was written, a tree of maps, lists, texts, numbers and booleans; an empty map if nothing
 */
public record DecoratorSpec(String name, Object settings) {

    /** How many decorators one function may have. */
    public static final int MOST = 32;

    public DecoratorSpec {
        settings = TreeValues.frozen(settings);
    }
}
