package dev.sluice.events.filter;

/** An expression in CEL that holds for an event or does not. Thread-safe. */
record CelCondition(CelExpression expression) implements Condition {

    /** @throws IllegalArgumentException with a sentence that says the line and the column */
    static CelCondition parse(String expression) {
        return new CelCondition(CelExpression.ofTruth(expression));
    }

    @Override
    public boolean holds(EventView event) throws FilterFailedException {
        if (expression.value(event) instanceof Boolean holds) {
            return holds;
        }
        throw new FilterFailedException("The filter is neither true nor false of this event.");
    }
}
