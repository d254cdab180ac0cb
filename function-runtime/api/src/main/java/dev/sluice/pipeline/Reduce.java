package dev.sluice.pipeline;

import java.util.LinkedHashMap;
import java.util.Map;

/** What is made of a batch. Immutable: each method returns a new one. */
public final class Reduce {

    private final Options options;

    /** How the function is called that folds; nothing where none does. */
    private final Options call;

    private Reduce(Options options, Options call) {
        this.options = options;
        this.call = call;
    }

    public static Reduce to(Fold fold) {
        return new Reduce(Options.NONE.with("fold", fold.word()), Options.NONE);
    }

    /** A function makes one value of a list of them; in which order and how grouped must not matter. */
    public static Reduce with(String function) {
        return with(Call.to(function));
    }

    /** The same, with how it is called; {@link Call#ordered} has no meaning here, and is refused. */
    public static Reduce with(Call call) {
        return new Reduce(Options.NONE, Options.of(call.settings()));
    }

    /** What is summed, counted by, compared or collected: an expression in CEL; the data of the item without it. Not with a function. */
    public Reduce value(String expression) {
        return new Reduce(options.with("value", expression), call);
    }

    /** The key, of which there is one item each: an expression in CEL; one item of the whole batch without it. */
    public Reduce by(String expression) {
        return new Reduce(options.with("by", expression), call);
    }

    /** How many there are in a list or histogram, 1 to 10,000; 1,000 without it. Not with a function. */
    public Reduce most(int entries) {
        return new Reduce(options.with("most", entries), call);
    }

    /** How many values the function gets at a time, 2 to 1,000; 100 without it. */
    public Reduce chunk(int values) {
        return new Reduce(options, call.with("chunk", values));
    }

    Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>(options.told());
        if (!call.told().isEmpty()) {
            settings.put("function", call.told());
        }
        return settings;
    }
}
