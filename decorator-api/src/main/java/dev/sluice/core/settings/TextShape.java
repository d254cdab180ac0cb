package dev.sluice.core.settings;

import dev.sluice.core.function.TreeValues;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A value that is written as one word, number or text.
 *
 * @param schema of the value alone
 * @param of makes it from the text; throws {@link IllegalArgumentException} with a sentence about what is wrong
 */
record TextShape(String type, String allowed, Map<String, Object> schema, Function<String, ?> of) implements Shape {

    @Override
    public Optional<Object> read(Object written, Place place) {
        Optional<String> text = TreeValues.scalar(written);
        if (text.isEmpty()) {
            place.wrong(place.name() + " is " + TreeValues.kind(written), allowed.isEmpty() ? "a " + type : allowed);
            return Optional.empty();
        }
        try {
            return Optional.of(of.apply(text.get()));
        } catch (IllegalArgumentException e) {
            place.wrong(Faults.message(e, allowed), allowed);
            return Optional.empty();
        }
    }
}
