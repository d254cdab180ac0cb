package dev.sluice.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.store.document.DocumentException;
import dev.sluice.store.document.Documents;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTreeTest {

    @Test
    void mapsListsWordsNumbersAndTextsAreRead() {
        String text = """
                a: 12
                b:
                  name: hello
                  at: "2026-11-28T04:53:47.247Z"
                  list:
                  - number: 1
                    artifact: sha256:00ff
                  - number: 2
                c: x.y-z/1
                """;

        assertThat(PlainTree.read(text).orElseThrow())
                .isEqualTo(Map.of(
                        "a",
                        12L,
                        "b",
                        Map.of(
                                "name",
                                "hello",
                                "at",
                                "2026-11-28T04:53:47.247Z",
                                "list",
                                List.of(Map.of("number", 1L, "artifact", "sha256:00ff"), Map.of("number", 2L))),
                        "c",
                        "x.y-z/1"));
    }

    /** It may read less than a full reader, and never anything else. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: yes\n",
                "a: null\n",
                "a: 007\n",
                "a: 1.5\n",
                "a: \"x\\ny\"\n",
                "a: \"x\" # y\n",
                "a: x # y\n",
                "a: {}\n",
                "a: 'x'\n",
                "a:\n- x\n",
                "a:\n  - b: 1\n",
                "a:\n    b: 1\n",
                "a: 1\na: 2\n",
                "a: 1",
                "a:\n",
                "- a: 1\n",
                "a:\n- b: 1\n  c: x\nd: \"\"\n",
                "a:\n  b: 1\n c: 2\n",
                "a:  x\n",
                "a: 99999999999999999999\n",
                "\n",
                ""
            })
    void anythingElseIsLeftToAFullReader(String text) {
        PlainTree.read(text).ifPresent(tree -> assertThat(tree).isEqualTo(full(text)));
    }

    private static Map<String, ?> full(String text) {
        try {
            return Documents.read(text);
        } catch (DocumentException e) {
            throw new AssertionError(text, e);
        }
    }
}
