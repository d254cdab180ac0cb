package dev.sluice.events.workqueue.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ListingReaderTest {

    private static Listing read(String json) throws SourceFault {
        return ListingReader.read(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void namesAndObjectsAreItems() throws Exception {
        Listing page = read("""
                {"items": ["a.jpg", {"name": "b", "version": "7", "size": {"x": [1]}}, {"version": 9, "name": "c"}],
                 "owner": {"items": []}, "version": "v1", "next": "page 2", "done": true}""");

        assertThat(page)
                .isEqualTo(new Listing(
                        List.of(new ListedItem("a.jpg", ""), new ListedItem("b", "7"), new ListedItem("c", "9")),
                        Optional.of("v1"),
                        Optional.of("page 2"),
                        true));
        assertThat(read("{\"items\": [], \"next\": null}").next()).isEmpty();
    }

    @Test
    void whatCannotBeAListSaysWhy() {
        refused("{\"items\": [\"a\", \"\"]}", "item 2, '', cannot be one: a name has 1 to 500 characters");
        refused(
                "{\"items\": [{\"name\": \"a\", \"version\": \"x\\ny\"}]}",
                "item 1, 'a', cannot be one: a version has");
        refused("{\"items\": [\"a\\ud800\"]}", "item 1, 'a\ud800', cannot be one: a name has 1 to 500 characters");
        refused("{\"items\": [7]}", "The list cannot be used: an item is a name, or an object with a name.");
        refused("{\"items\": \"a\"}", "its \"items\" are no array");
        refused(
                "{\"items\": [], \"next\": \"" + "x".repeat(2_001) + "\"}",
                "its \"next\" has more than 2000 characters");
        refused("{}", "it has no \"items\"");
        refused("[]", "it is no object");
        refused("{\"items\": [\"a\"", "The list is no JSON");
        refused("<html>", "The list is no JSON");
    }

    private static void refused(String json, String why) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(SourceFault.class).hasMessageContaining(why);
    }
}
