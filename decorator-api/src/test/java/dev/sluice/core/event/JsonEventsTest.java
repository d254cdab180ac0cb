package dev.sluice.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonEventsTest {

    private static CloudEvent event(String contentType, byte[] data) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("id", "1");
        attributes.put("source", "/a");
        attributes.put("type", "t");
        return new CloudEvent(attributes, Optional.of(contentType).filter(type -> !type.isEmpty()), Optional.of(data));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json | {\"a\": 1.10} | \"data\":{\"a\": 1.10}",
                "application/vnd.shop+JSON; v=1 | [] | \"data\":[]",
                "application/json | {broken | \"data_base64\":\"e2Jyb2tlbg==\"",
                "application/json | null | \"data_base64\":\"bnVsbA==\"",
                "text/plain | a \"b\" | \"data\":\"a \\\"b\\\"\"",
                "'' | {\"a\":1} | \"data_base64\":\"eyJhIjoxfQ==\""
            })
    void dataIsWrittenSoThatEachByteCanBeHadBack(String type, String data, String written)
            throws MalformedEventException {
        CloudEvent event = event(type, data.getBytes(StandardCharsets.UTF_8));

        byte[] json = JsonEvents.write(event);

        assertThat(new String(json, StandardCharsets.UTF_8)).endsWith("," + written + "}");
        assertThat(JsonEvents.read(json).data().orElseThrow())
                .isEqualTo(event.data().orElseThrow());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | '{' is expected at line 1, column 1",
                "[] | '{' is expected at line 1, column 1",
                "{\"a\":01} | a value is expected at line 1, column 6",
                "{\"a\":1.} | a value is expected at line 1, column 6",
                "{\"a\":+1} | a value is expected at line 1, column 6",
                "{\"a\":tru} | a value is expected at line 1, column 6",
                "{\"a\":\"\\x\"} | '\\x' means nothing in JSON at line 1, column 9",
                "{\"a\":\"\\u12g4\"} | \\u is followed by four hexadecimal digits at line 1, column 12",
                "{\"a\":\"\\ud800\"} | a string has half of a character that UTF-16 writes in two at line 1, column 14",
                "{\"a\":\"b | a string does not end at line 1, column 8",
                "{\"a\":1,} | '\"' is expected at line 1, column 8",
                "{'a':1} | '\"' is expected at line 1, column 2"
            })
    void whatIsNoJsonIsToldWithItsPlace(String json, String what) {
        assertThatThrownBy(() -> JsonEvents.read(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedEventException.class)
                .hasMessage("it is not JSON: " + what);
    }

    @Test
    void oneOfOursIsCheckedToo() {
        assertThatThrownBy(() -> new CloudEvent(Map.of("id", "1"), Optional.empty(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the event is malformed: it has no 'source', which every event must have");
    }

    @Test
    void nestingHasABound() {
        String deep = "{\"data\":" + "[".repeat(100_000);

        assertThatThrownBy(() -> JsonEvents.read(deep.getBytes(StandardCharsets.UTF_8)))
                .hasMessage("it is not JSON: it is nested more than 256 deep at line 1, column 266");
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        assertThatThrownBy(() -> JsonEvents.read(new byte[] {'{', (byte) 0xC3, '}'}))
                .hasMessage("it is not UTF-8, which JSON must be");
    }

    @Test
    void whatIsCutOrChangedAnywhereIsReadOrRefusedButNeverAnythingElse() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] good = ("{\"specversion\":\"1.0\",\"id\":\"\\u20ac\",\"source\":\"/a\",\"type\":\"t\",\"n\":-1,"
                        + "\"data\":{\"a\":[1.5e3,true,null,\"b\\n\"]}}")
                .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = good.clone();
            for (int n = random.nextInt(3); n >= 0; n--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            String text = new String(changed, StandardCharsets.ISO_8859_1);
            try {
                JsonEvents.read(changed);
                assertThat(JsonParser.parseString(new String(changed, StandardCharsets.UTF_8))
                                .isJsonObject())
                        .as("seed %d: %s", seed, text)
                        .isTrue();
            } catch (MalformedEventException e) {
                assertThat(e.getMessage()).as("seed %d: %s", seed, text).isNotBlank();
            }
        }
    }
}
