package dev.sluice.store.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.function.TreeValues;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsTest {

    @Test
    void yamlAndJsonBecomeTheSameTree() throws Exception {
        Map<String, Object> expected = Map.of("a", 1L, "b", Map.of("c", List.of("x", true, new BigDecimal("1.10"))));

        assertThat(Documents.read("a: 1\nb:\n  c: [x, true, 1.10]\n")).isEqualTo(expected);
        assertThat(Documents.read("{\"a\": 1,\n\t\"b\": {\"c\": [\"x\", true, 1.10]}}"))
                .isEqualTo(expected);
        assertThat(Documents.read("{a: 1, b: {c: [x, true, 1.10]}}")).isEqualTo(expected);
    }

    @Test
    void nothingIsAnEmptyMap() throws Exception {
        assertThat(Documents.read("")).isEmpty();
        assertThat(Documents.read("# only a comment\n")).isEmpty();
        assertThat(Documents.read("---\n")).isEmpty();
    }

    @Test
    void aTextKeepsTheFormThatItsAuthorWrote() throws Exception {
        assertThat(Documents.read("a: 007\nb: 1_000\nc: 0x1F\nd: Yes\nf: 2026-01-01\ng: ~\ni: .5"))
                .isEqualTo(map(
                        "a", "007", "b", "1_000", "c", "0x1F", "d", "Yes", "f", "2026-01-01", "g", null, "i", ".5"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: %s", "{\"a\": %s}"})
    void numbersWithAnExponentAndOfManyDigitsAreNumbers(String form) throws Exception {
        for (String number : List.of("1e3", "-2.50E-3", "1e+02", "12345678901234567890", "-9223372036854775809")) {
            Object read = Documents.read(form.formatted(number)).get("a");

            assertThat(read).isInstanceOf(Number.class);
            assertThat(new BigDecimal(String.valueOf(read))).isEqualTo(new BigDecimal(number));
            assertThat(TreeValues.scalar(Objects.requireNonNull(read))).contains(number);
            assertThat(Documents.read(Documents.write(Map.of("a", read)))).isEqualTo(Map.of("a", read));
        }
        assertThat(Documents.read(form.formatted("9223372036854775807"))).isEqualTo(Map.of("a", Long.MAX_VALUE));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            - a | the document is not a map of keys and values (line 1, column 1)
            just text | the document is not a map of keys and values (line 1, column 1)
            'a: 1\\nb: 2\\na: 3' | the key 'a' is there twice (line 3, column 1)
            '{"a": 1, "a": 2}' | the key 'a' is there twice (line 1, column 10)
            'a: &x [1]\\nb: *x' | aliases are not allowed (line 2, column 4): write the value out
            'a: 1\\n---\\nb: 2' | there is more than one document (line 3, column 1)
            'a: [1\\nb: 2' | expected ',' or ']', but got : (line 2, column 2)
            '{"a": 1' | it ends too early (line 1, column 8)
            '{"a": "x' | it ends too early (line 1, column 9)
            'a: "x' | found unexpected end of stream (line 1, column 6)
            """)
    void mistakesAreToldWithTheirPlace(String text, String message) {
        assertThatThrownBy(() -> Documents.read(text.replace("\\n", "\n"))).hasMessage(message);
    }

    @Test
    void whatIsDeepOrLongIsRefused() {
        String deep = "{\"a\":".repeat(30) + "1" + "}".repeat(30);
        assertThatThrownBy(() -> Documents.read(deep))
                .hasMessage(
                        "the document is nested too deep or too large: allowed are 20 levels and 4194304 characters");
        String flow = "a: " + "[".repeat(5_000) + "]".repeat(5_000);
        assertThatThrownBy(() -> Documents.read(flow)).isInstanceOf(DocumentException.class);
        assertThatThrownBy(() -> Documents.read("a: " + "x".repeat(Documents.MAX_LENGTH)))
                .hasMessage("the document has 4194307 characters: allowed are 4194304");
    }

    @Test
    void aLaughOfABillionLinesEndsAtTheFirstAlias() {
        StringBuilder laugh = new StringBuilder("a: &a [x]\n");
        for (char c = 'b'; c < 'k'; c++) {
            laugh.append(c)
                    .append(": &")
                    .append(c)
                    .append(" [*")
                    .append((char) (c - 1))
                    .append("]\n");
        }

        assertThatThrownBy(() -> Documents.read(laugh.toString())).hasMessageStartingWith("aliases are not allowed");
    }

    @Test
    void tagsMakeNothing() throws Exception {
        assertThat(Documents.read("a: !!javax.script.ScriptEngineManager [x]")).isEqualTo(Map.of("a", List.of("x")));
    }

    @Test
    void whatWasWrittenIsReadAgain() throws Exception {
        Map<String, Object> tree = new LinkedHashMap<>();
        List<String> awkward = List.of(
                "",
                " ",
                "true",
                "null",
                "~",
                "1.10",
                "007",
                "12",
                "- a",
                "a: b",
                "#x",
                "\t",
                "two\nlines\n",
                "\u00e9\ud83d\ude00",
                "'",
                "\"",
                "yes",
                "0x1F",
                "1e3",
                "*a",
                "&a",
                "!a",
                "%a",
                "@a",
                "`a",
                "{a}",
                "[a]",
                "x".repeat(300) + " y",
                "\r\n",
                "\u0085",
                "\u2028",
                "\u0007",
                "2026-01-01",
                "=",
                "<<",
                "1_000",
                "0o17",
                ".inf",
                "1:30",
                "? a",
                "a\n\u0085b",
                "\ufeff",
                "a: ",
                " a",
                "a #b",
                "-",
                "---",
                "...",
                "?",
                ":");
        for (int i = 0; i < awkward.size(); i++) {
            tree.put("k" + i, awkward.get(i));
        }

        assertThat(Documents.read(Documents.write(tree))).isEqualTo(tree);
    }

    private static Map<String, Object> map(@Nullable Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        List<Object> list = Arrays.asList(keysAndValues);
        for (int i = 0; i < list.size(); i += 2) {
            map.put((String) list.get(i), list.get(i + 1));
        }
        return map;
    }
}
