package dev.sluice.events.workqueue.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the list of a source in JSON, piece by piece: {@code {"items": ["a", {"name": "b", "version": "7"}], "version": …, "next": …,
 * "done": true}}. Keys that it does not know are passed over.
 */
public final class ListingReader {

    /** 16 MiB: the longest page. */
    public static final int LONGEST = 16 << 20;

    private static final JsonFactory JSON = new JsonFactory();

    /** It stands in the query of a request. */
    private static final int LONGEST_NEXT = 2_000;

    private final JsonParser parser;
    private final List<ListedItem> items = new ArrayList<>();
    private Optional<String> version = Optional.empty();
    private Optional<String> next = Optional.empty();
    private boolean done;
    private boolean listed;

    private ListingReader(JsonParser parser) {
        this.parser = parser;
    }

    /** Reads a page; fails with what is wrong, in a sentence. */
    public static Listing read(ByteBuffer json) throws SourceFault {
        byte[] bytes = new byte[json.remaining()];
        json.duplicate().get(bytes);
        try (JsonParser parser = JSON.createParser(bytes)) {
            return new ListingReader(parser).read();
        } catch (IOException e) {
            throw new SourceFault(SourceFault.Why.PASSING, "The list is no JSON: " + firstLine(e) + ".");
        }
    }

    private static String firstLine(IOException fault) {
        return String.valueOf(fault.getMessage()).lines().findFirst().orElse("");
    }

    private Listing read() throws IOException, SourceFault {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw wrong("it is no object");
        }
        for (Optional<String> key = key(); key.isPresent(); key = key()) {
            switch (key.get()) {
                case "items" -> items();
                case "version" -> version = text();
                case "next" -> next = checkedNext();
                case "done" -> done = parser.currentToken() == JsonToken.VALUE_TRUE;
                default -> parser.skipChildren();
            }
        }
        if (!listed) {
            throw wrong("it has no \"items\"");
        }
        return new Listing(items, version, next, done);
    }

    /** Goes to the value of the next key of an object; empty at its end. */
    private Optional<String> key() throws IOException, SourceFault {
        if (parser.nextToken() == JsonToken.END_OBJECT) {
            return Optional.empty();
        }
        if (parser.currentToken() == null) {
            throw wrong("it ends in the middle");
        }
        String key = parser.currentName();
        parser.nextToken();
        return Optional.of(key);
    }

    private Optional<String> text() throws IOException {
        if (parser.currentToken().isScalarValue() && parser.currentToken() != JsonToken.VALUE_NULL) {
            return Optional.of(parser.getText()).filter(told -> !told.isEmpty());
        }
        parser.skipChildren();
        return Optional.empty();
    }

    private Optional<String> checkedNext() throws IOException, SourceFault {
        Optional<String> told = text();
        if (told.isPresent() && told.get().length() > LONGEST_NEXT) {
            throw wrong("its \"next\" has more than " + LONGEST_NEXT + " characters");
        }
        return told;
    }

    private void items() throws IOException, SourceFault {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw wrong("its \"items\" are no array");
        }
        listed = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            switch (parser.currentToken()) {
                case VALUE_STRING -> add(parser.getText(), "");
                case START_OBJECT -> object();
                case null, default -> throw wrong("an item is a name, or an object with a name");
            }
        }
    }

    private void object() throws IOException, SourceFault {
        Optional<String> name = Optional.empty();
        Optional<String> told = Optional.empty();
        for (Optional<String> key = key(); key.isPresent(); key = key()) {
            switch (key.get()) {
                case "name" -> name = text();
                case "version" -> told = text();
                default -> parser.skipChildren();
            }
        }
        add(name.orElse(""), told.orElse(""));
    }

    private void add(String name, String told) throws SourceFault {
        Optional<String> refusal = ListedItem.refusal(name, told);
        if (refusal.isPresent()) {
            throw wrong("item " + (items.size() + 1) + ", '" + ListedItem.shown(name) + "', cannot be one: "
                    + refusal.get());
        }
        items.add(new ListedItem(name, told));
    }

    private static SourceFault wrong(String clause) {
        return new SourceFault(SourceFault.Why.PASSING, "The list cannot be used: " + clause + ".");
    }
}
