package dev.sluice.decorators.transform.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.decorators.json.JsonBodies;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPatchTest {

    private static final long PLENTY = 1 << 20;

    private static JsonNode json(String text) {
        return JsonBodies.read(text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    private static JsonPatch patch(String text) {
        return JsonPatch.of((List<?>) Objects.requireNonNull(JsonBodies.tree(json(text))));
    }

    private static String applied(String patch, String document) throws InapplicableException {
        return patch(patch).apply(json(document), PLENTY).toString();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            [{"op":"remove","path":"/~01"}]                             | {"/":9,"~1":10}   | {"/":9}
            [{"op":"remove","path":"/~1"}]                              | {"/":9,"~1":10}   | {"~1":10}
            [{"op":"add","path":"/~0~1","value":1}]                     | {}                | {"~/":1}
            [{"op":"replace","path":"/","value":2}]                     | {"":1}            | {"":2}
            [{"op":"add","path":"/a/","value":2}]                       | {"a":{}}          | {"a":{"":2}}
            [{"op":"replace","path":"/01","value":2}]                   | {"01":1}          | {"01":2}
            [{"op":"remove","path":"/-"}]                               | {"-":1,"b":2}     | {"b":2}
            [{"op":"add","path":"/1","value":"x"}]                      | [1,2]             | [1,"x",2]
            [{"op":"add","path":"/2","value":"x"}]                      | [1,2]             | [1,2,"x"]
            [{"op":"add","path":"/-","value":[3]}]                      | [1,2]             | [1,2,[3]]
            [{"op":"add","path":"/a","value":null}]                     | {"a":1}           | {"a":null}
            [{"op":"add","path":"","value":7}]                          | {"a":1}           | 7
            [{"op":"replace","path":"","value":[]}]                     | 7                 | []
            [{"op":"move","from":"/a","path":""}]                       | {"a":[1]}         | [1]
            [{"op":"move","from":"","path":""}]                         | {"a":1}           | {"a":1}
            [{"op":"move","from":"/a/0","path":"/a/2"}]                 | {"a":[1,2,3]}     | {"a":[2,3,1]}
            [{"op":"move","from":"/a","path":"/a"}]                     | {"a":1,"b":2}     | {"a":1,"b":2}
            [{"op":"move","from":"/a","path":"/ab"}]                    | {"a":1}           | {"ab":1}
            [{"op":"copy","from":"","path":"/a"}]                       | {"b":1}           | {"b":1,"a":{"b":1}}
            [{"op":"copy","from":"/a","path":"/a/0"}]                   | {"a":[1]}         | {"a":[[1],1]}
            [{"op":"replace","path":"/a","value":1,"from":7,"x":true}]  | {"a":0,"b":2}     | {"a":1,"b":2}
            [{"op":"test","path":"/n","value":1.0}]                     | {"n":1}           | {"n":1}
            [{"op":"test","path":"/n","value":100}]                     | {"n":1e2}         | {"n":1E+2}
            [{"op":"test","path":"/n","value":[{"a":1,"b":[-0]}]}]      | {"n":[{"b":[0.0],"a":1.00}]} | {"n":[{"b":[0.0],"a":1.00}]}
            [{"op":"test","path":"","value":null}]                      | null              | null
            """)
    void whatCanBeDoneIsDone(String patch, String document, String becomes) throws InapplicableException {
        assertThat(applied(patch, document)).isEqualTo(becomes);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            [{"op":"add","path":"/bar","value":42}]       | ["x"]         | operation 1 of the patch, add '/bar': there is nothing at /bar: 'bar' is no index of an array
            [{"op":"add","path":"/a/01","value":42}]      | {"a":[1,2,3]} | operation 1 of the patch, add '/a/01': there is nothing at /a/01: '01' is no index of an array
            [{"op":"add","path":"/a/-1","value":42}]      | {"a":[1,2,3]} | operation 1 of the patch, add '/a/-1': there is nothing at /a/-1: '-1' is no index of an array
            [{"op":"test","path":"/a/1e0","value":2}]     | {"a":[1,2,3]} | operation 1 of the patch, test '/a/1e0': there is nothing at /a/1e0: '1e0' is no index of an array
            [{"op":"remove","path":"/a/-"}]               | {"a":[1,2,3]} | operation 1 of the patch, remove '/a/-': there is nothing at /a/-: '-' is the place behind the last entry of an array
            [{"op":"replace","path":"/a/","value":1}]     | {"a":[1]}     | operation 1 of the patch, replace '/a/': there is nothing at /a/: '' is no index of an array
            [{"op":"replace","path":"/a/1","value":1}]    | {"a":[1]}     | operation 1 of the patch, replace '/a/1': there is nothing at /a/1: the array has 1 entry
            [{"op":"add","path":"/a/2","value":1}]        | {"a":[1]}     | operation 1 of the patch, add '/a/2': there is nothing at /a/2: the array has 1 entry
            [{"op":"add","path":"/a/99999999999","value":1}] | {"a":[]}   | operation 1 of the patch, add '/a/99999999999': there is nothing at /a/99999999999: '99999999999' is no index of an array
            [{"op":"add","path":"/a/b","value":1}]        | {"a":"text"}  | operation 1 of the patch, add '/a/b': nothing can be put at /a/b, since its parent is neither an object nor an array
            [{"op":"add","path":"/a/b/c","value":1}]      | {"a":{}}      | operation 1 of the patch, add '/a/b/c': there is nothing at /a/b
            [{"op":"remove","path":"/a"}]                 | 7             | operation 1 of the patch, remove '/a': there is nothing at /a
            [{"op":"test","path":"/a","value":null}]      | {}            | operation 1 of the patch, test '/a': there is nothing at /a
            [{"op":"add","path":"/b","value":1},{"op":"test","path":"/a","value":"1"}] | {"a":1} | operation 2 of the patch, test '/a': another value is there
            [{"op":"test","path":"/a","value":[1,2]}]     | {"a":[2,1]}   | operation 1 of the patch, test '/a': another value is there
            [{"op":"move","from":"/b","path":"/a"}]       | {"a":1}       | operation 1 of the patch, move '/a': there is nothing at /b
            """)
    void whatCannotBeDoneIsTold(String patch, String document, String why) {
        assertThatThrownBy(() -> applied(patch, document))
                .isInstanceOf(InapplicableException.class)
                .hasMessage(why);
    }

    @Test
    void neitherTheDocumentNorThePatchIsChanged() throws InapplicableException {
        JsonPatch patch = patch("""
                [{"op":"add","path":"/a","value":{"list":[]}},{"op":"add","path":"/a/list/-","value":1}]""");
        JsonNode document = json("{}");

        assertThat(patch.apply(document, PLENTY)).hasToString("{\"a\":{\"list\":[1]}}");
        assertThat(patch.apply(document, PLENTY)).hasToString("{\"a\":{\"list\":[1]}}");
        assertThat(document).hasToString("{}");
    }

    @Test
    void copiesAreBounded() {
        List<Object> doubling = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            doubling.add(Map.of("op", "copy", "from", "/a", "path", "/a/-"));
        }

        assertThatThrownBy(() -> JsonPatch.of(doubling).apply(json("{\"a\":[\"text\"]}"), PLENTY))
                .isInstanceOf(InapplicableException.class)
                .hasMessageEndingWith("copy '/a/-': the patch copies too much of this body");
    }

    @Test
    void depthIsBounded() {
        String deep = "/a".repeat(600);
        Object value = Map.of();
        for (int i = 0; i < 600; i++) {
            value = Map.of("a", value);
        }
        List<Object> nesting = List.of(
                Map.of("op", "add", "path", "", "value", value), Map.of("op", "copy", "from", "", "path", deep));

        assertThatThrownBy(() -> JsonPatch.of(nesting).apply(json("{}"), PLENTY))
                .isInstanceOf(InapplicableException.class)
                .hasMessageEndingWith("the body would be nested more than 1000 deep");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            [{"path":"/a"}]                          | operation 1 of the patch has no op: write add, remove, replace, move, copy or test
            [{"op":"Add","path":"/a","value":1}]     | operation 1 of the patch has op 'Add': write add, remove, replace, move, copy or test
            [{"op":"remove","path":""}]              | operation 1 of the patch removes the whole body, which leaves no JSON
            [{"op":"remove","path":"/a~2"}]          | operation 1 of the patch needs a JSON pointer as path, as in /address/city
            [{"op":"remove","path":"/a~"}]           | operation 1 of the patch needs a JSON pointer as path, as in /address/city
            [{"op":"remove","path":7}]               | operation 1 of the patch needs a JSON pointer as path, as in /address/city
            [{"op":"move","from":"/a","path":"/a/b"}]| operation 1 of the patch moves '/a' into itself
            """)
    void whatIsNoPatchIsRefused(String patch, String message) {
        assertThatThrownBy(() -> patch(patch))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void anOperationMustBeAMap() {
        assertThatThrownBy(() -> JsonPatch.of(Collections.singletonList(null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("operation 1 of the patch is no map with op and path");
    }
}
