package dev.sluice.core.runner;

/** The id of one runner, and of the instance that it becomes; unique within a gateway's life. */
public record RunnerId(String value) {

    @Override
    public String toString() {
        return value;
    }
}
