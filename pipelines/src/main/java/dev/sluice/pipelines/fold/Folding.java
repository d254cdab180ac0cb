package dev.sluice.pipelines.fold;

import dev.sluice.core.event.BatchAnswer;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.MalformedEventException;
import dev.sluice.core.json.JsonStrings;
import dev.sluice.core.json.MediaTypes;
import dev.sluice.events.filter.EventExpression;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How items are folded.
 *
 * @param kind empty if a function folds the data of the items
 * @param value what is summed, counted by, compared or collected; of an empty one the data of the item
 * @param most how many texts of a histogram and items of a list are kept, 1 to 10,000
 */
public record Folding(Optional<FoldKind> kind, Optional<EventExpression> value, int most) {

    private static final EventExpression DATA = EventExpression.parse("event.data");
    private static final int LONGEST_NUMBER = 100;
    private static final int LONGEST_TEXT = 1_000;

    /** A number of at most a hundred digits before and behind the point. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,100}(\\.\\d{1,100})?([eE][+-]?\\d{1,2})?");

    /** Of a kind that is built in. */
    public Folding(FoldKind kind, Optional<EventExpression> value, int most) {
        this(Optional.of(kind), value, most);
    }

    /** With nothing folded. */
    public Fold nothing() {
        return kind.map(this::nothing).orElseGet(Values::new);
    }

    private Fold nothing(FoldKind of) {
        return switch (of) {
            case COUNT -> new Fold.Count();
            case SUM -> new Fold.Sum();
            case HISTOGRAM -> new Fold.Histogram(most);
            case TOP -> new Fold.Listed<>(Fold.Listed.Order.RANKS, most);
            case COLLECT -> new Fold.Listed<>(Fold.Listed.Order.PLACES, most);
        };
    }

    /**
     * With one item folded.
     *
     * @param place where the item stands among others in lists: unlike that of each other, and ordered as texts are
     * @throws UnfitItemException if it has not what is folded
     */
    public Fold of(CloudEvent item, String place) throws UnfitItemException {
        return kind.isPresent() ? of(kind.get(), item, place) : Values.of(json(item));
    }

    private Fold of(FoldKind of, CloudEvent item, String place) throws UnfitItemException {
        return switch (of) {
            case COUNT -> Fold.Count.one();
            case SUM -> Fold.Sum.of(number(item));
            case HISTOGRAM -> Fold.Histogram.of(most, text(item));
            case TOP -> Fold.Listed.of(Fold.Listed.Order.RANKS, most, new Fold.Rank(number(item), place), json(item));
            case COLLECT ->
                Fold.Listed.of(
                        Fold.Listed.Order.PLACES, most, place, value.isPresent() ? quoted(text(item)) : json(item));
        };
    }

    private String text(CloudEvent item) throws UnfitItemException {
        return switch (value.orElse(DATA).value(item)) {
            case EventExpression.Value.Text(String text) when text.length() <= LONGEST_TEXT -> text;
            case EventExpression.Value.Text(String text) ->
                throw new UnfitItemException(
                        "The value has " + text.length() + " characters, and may have " + LONGEST_TEXT + ".");
            case EventExpression.Value.Failed(String why) -> throw new UnfitItemException(why);
        };
    }

    private BigDecimal number(CloudEvent item) throws UnfitItemException {
        String text = text(item).strip();
        if (text.length() > 2 * LONGEST_NUMBER || !NUMBER.matcher(text).matches()) {
            throw new UnfitItemException("The value '"
                    + (text.length() > LONGEST_NUMBER ? text.substring(0, LONGEST_NUMBER) + "…" : text)
                    + "' is no number.");
        }
        return new BigDecimal(text);
    }

    private static byte[] quoted(String text) {
        StringBuilder json = new StringBuilder();
        JsonStrings.quote(json, text);
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The data as JSON: as it stands, or a text of it; {@code null} where there is none.
     *
     * @throws UnfitItemException if it is neither text nor one value in JSON
     */
    public static byte[] json(CloudEvent item) throws UnfitItemException {
        byte[] data = item.data().orElse(new byte[0]);
        if (data.length == 0) {
            return "null".getBytes(StandardCharsets.UTF_8);
        }
        String type = MediaTypes.of(item.contentType().orElse(""));
        if (type.startsWith("text/")) {
            return quoted(new String(data, StandardCharsets.UTF_8));
        }
        if (!type.endsWith("/json") && !type.endsWith("+json")) {
            throw new UnfitItemException("The data is neither JSON nor text, and cannot stand in a list: its type is '"
                    + item.contentType().orElse("") + "'.");
        }
        return checked(data);
    }

    private static byte[] checked(byte[] data) throws UnfitItemException {
        byte[] list = new byte[data.length + 2];
        list[0] = '[';
        System.arraycopy(data, 0, list, 1, data.length);
        list[list.length - 1] = ']';
        try {
            List<byte[]> items = BatchAnswer.items(list);
            if (items.size() == 1) {
                return items.getFirst();
            }
        } catch (MalformedEventException e) {
            throw new UnfitItemException("The data is said to be JSON, and " + e.getMessage() + ".");
        }
        throw new UnfitItemException("The data is said to be JSON, and is several values.");
    }
}
