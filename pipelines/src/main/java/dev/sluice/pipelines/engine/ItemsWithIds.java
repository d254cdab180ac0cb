package dev.sluice.pipelines.engine;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.MalformedEventException;
import dev.sluice.events.filter.EventExpression;
import dev.sluice.pipelines.document.ItemId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Calls items by what somebody says that they are known by, whatever order they come in.
 *
 * @param event an item as an event, of which its id is read
 * @param known those of the batch
 */
record ItemsWithIds(ItemId id, AsEvent event, KnownIds known) implements ItemNames {

    /** Makes an event of an item. */
    @FunctionalInterface
    interface AsEvent {
        CloudEvent of(SentItem item) throws MalformedEventException;
    }

    /** The longest id in bytes of UTF-8. */
    static final int LONGEST = 256;

    @Override
    public Optional<Named> next(SentItem item) throws MalformedEventException {
        String text = text(item);
        byte[] entry = KnownIds.entry(text, item.mark());
        return switch (known.take(entry)) {
            case NEW -> Optional.of(new Named(Items.part(text), Optional.of(entry)));
            case SAME -> Optional.empty();
            case OTHER ->
                throw new MalformedEventException(
                        "it has the id '" + text + "', and another item of the batch that is not the same has it too");
        };
    }

    private String text(SentItem item) throws MalformedEventException {
        return switch (id.of(event.of(item))) {
            case EventExpression.Value.Text(String text) -> checked(text);
            case EventExpression.Value.Failed(String why) ->
                throw new MalformedEventException("it has no id, because " + id + " says none (" + why + ")");
        };
    }

    private static String checked(String text) throws MalformedEventException {
        if (text.isEmpty() || text.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw new MalformedEventException("its id has " + text.getBytes(StandardCharsets.UTF_8).length
                    + " bytes: allowed are 1 to " + LONGEST);
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new MalformedEventException("its id has control characters in it");
        }
        return text;
    }
}
