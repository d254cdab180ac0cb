package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.event.MalformedEventException;
import dev.sluice.core.function.Namespace;
import dev.sluice.pipelines.document.ItemId;
import dev.sluice.pipelines.graph.PipelineId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ItemsWithIdsTest {

    @TempDir
    private static Path folder;

    @AutoClose
    private final KnownIds known = new KnownIds(folder);

    private final Items items = new Items(new PipelineId(Namespace.DEFAULT, "album"));

    private Optional<String> named(String id, String item) throws MalformedEventException {
        return new ItemsWithIds(ItemId.parse(id), sent -> items.sent("b", "", sent), known)
                .next(SentItem.ofJson(item.getBytes(StandardCharsets.UTF_8)))
                .map(ItemNames.Named::name);
    }

    @Test
    void aFieldOrAnExpressionSaysTheId() throws MalformedEventException {
        assertThat(named("/order/id", "{\"order\":{\"id\":17}}")).contains("17");
        assertThat(named("/a~1b/1", "{\"a/b\":[\"x\",\"y/z\"]}")).contains("y%2Fz");
        assertThat(named("event.data.shop + '-' + event.data.no", "{\"shop\":\"s\",\"no\":\"1\"}"))
                .contains("s-1");
    }

    @Test
    void oneThatComesAgainIsTakenOnceInWhateverOrder() throws MalformedEventException {
        assertThat(named("/id", "{\"id\":\"b\"}")).contains("b");
        assertThat(named("/id", "{\"id\":\"a\"}")).contains("a");
        assertThat(named("/id", "{\"id\":\"b\"}")).isEmpty();
        assertThat(named("/id", "{\"id\":\"a\"}")).isEmpty();
    }

    @Test
    void whatHasNoIdOrThatOfAnotherItemIsRefused() throws MalformedEventException {
        assertThat(named("/id", "{\"id\":\"b\"}")).contains("b");

        assertThatThrownBy(() -> named("/id", "{\"id\":\"b\",\"n\":2}"))
                .hasMessage("it has the id 'b', and another item of the batch that is not the same has it too");
        assertThatThrownBy(() -> named("/id", "{\"n\":2}")).hasMessageContaining("it has no id, because /id says none");
        assertThatThrownBy(() -> named("/id", "{\"id\":\"" + "x".repeat(257) + "\"}"))
                .hasMessage("its id has 257 bytes: allowed are 1 to 256");
        assertThatThrownBy(() -> named("/id", "{\"id\":\"\"}")).hasMessage("its id has 0 bytes: allowed are 1 to 256");
        assertThatThrownBy(() -> named("/id", "{\"id\":\"a\\nb\"}")).hasMessage("its id has control characters in it");
    }
}
