package dev.sluice.events.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.core.event.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventFilterTest {

    private static final String ORDER = """
            {"total": 12, "price": 1.0, "big": 12345678901234567890, "note": null, "paid": true,
             "customer": {"name": "Ann"}, "items": [{"sku": "a", "n": 2}, {"sku": "b", "n": 3.5}]}""";

    private static CloudEvent event(Optional<String> contentType, Optional<byte[]> data) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("id", "1");
        attributes.put("source", "/shop");
        attributes.put("type", "order.created");
        attributes.put("subject", "orders/17");
        attributes.put("priority", "3");
        return new CloudEvent(attributes, contentType, data);
    }

    private static CloudEvent event(String contentType, String data) {
        return event(Optional.of(contentType), Optional.of(data.getBytes(StandardCharsets.UTF_8)));
    }

    private static final CloudEvent EVENT = event("application/json", ORDER);

    private static Match match(Object filter, CloudEvent event) {
        return EventFilter.parse(filter).match(event);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event.type == 'order.created'",
                "event.source.startsWith('/sh') && event.subject.matches('^orders/[0-9]+$')",
                "int(event.priority) > 2",
                "has(event.subject) && !has(event.traceparent)",
                "event.specversion == '1.0' && event.datacontenttype == 'application/json'",
                "event['type'] == 'order.created'",
                "event.data.total == 12 && event.data.total > 11 && event.data.total < 12.5 && event.data.total >= 12u",
                "event.data.price == 1 && event.data.price <= 1 && 1 == int(event.data.price)",
                "event.data.big > 5 && event.data.big > 9223372036854775807",
                "event.data.note == null && event.data.paid",
                "has(event.data.customer) && !has(event.data.customer.age)",
                "event.data.customer.name == 'Ann'",
                "event.data.items.exists(i, i.sku == 'b' && i.n > 3)",
                "event.data.items.all(i, i.sku in ['a', 'b'])",
                "size(event.data.items) == 2",
                "event.data.items.map(i, i.n)[1] == 3.5",
                "event.data.customer == event.data['customer']"
            })
    void anExpressionHolds(String expression) {
        assertThat(match(expression, EVENT)).isEqualTo(new Match.Yes());
        assertThat(match("!(" + expression + ")", EVENT)).isEqualTo(new Match.No());
    }

    @Test
    void dataIsWhatItsTypeSays() {
        assertThat(match("event.data.startsWith('Grü')", event("text/plain;charset=utf-8", "Grüße")))
                .isEqualTo(new Match.Yes());
        assertThat(match("size(event.data) == 3", event("image/png", "abc"))).isEqualTo(new Match.Yes());
        assertThat(match("event.data == b'abc'", event(Optional.empty(), Optional.of(new byte[] {'a', 'b', 'c'}))))
                .isEqualTo(new Match.Yes());
        assertThat(match("event.data == null", event(Optional.empty(), Optional.empty())))
                .isEqualTo(new Match.Yes());
        assertThat(match("event.data.x == 1", event("application/vnd.shop+json", "{\"x\":1}")))
                .isEqualTo(new Match.Yes());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "event.data.discount > 1 | The filter fails: key 'discount' is not present in map.",
                "event.traceparent == 'x' | The filter fails: key 'traceparent' is not present in map.",
                "event.data.total | The filter is neither true nor false of this event.",
                "event.data.customer > 4 | The filter fails: No matching overload for function '_>_'. Overload candidates: greater_int64,greater_uint64_int64,greater_double_int64."
            })
    void whatCannotBeToldFails(String expression, String why) {
        assertThat(match(expression, EVENT)).isEqualTo(new Match.Failed(why));
    }

    @Test
    void dataThatIsNotAsItsTypeSaysFailsOnlyWhereItIsRead() {
        CloudEvent broken = event("application/json", "{\"a\":1,\"a\":2}");
        assertThat(match("event.data.a == 1", broken))
                .isEqualTo(new Match.Failed("The filter reads 'event.data', which is said to be JSON and is not:"
                        + " Duplicate field 'a'."));
        assertThat(match("event.type == 'order.created'", broken)).isEqualTo(new Match.Yes());
        assertThat(match("event.data == null", event("application/json", "")))
                .isEqualTo(new Match.Failed("The filter reads 'event.data', which is said to be JSON and is empty."));
        assertThat(match("event.data == 1", event("application/json", "1 2")))
                .isEqualTo(new Match.Failed("The filter reads 'event.data', which is said to be JSON and is not:"
                        + " there is something behind its end."));
        assertThat(match("event.data == ''", event(Optional.of("text/plain"), Optional.of(new byte[] {-1}))))
                .isEqualTo(
                        new Match.Failed("The filter reads 'event.data', which is said to be text and is not UTF-8."));
        assertThat(match("event.data == b''", event(Optional.empty(), Optional.of(new byte[(1 << 20) + 1]))))
                .isEqualTo(new Match.Failed(
                        "The filter reads 'event.data', which has 1048577 bytes: filters read up to" + " 1048576."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event.data.all(a, event.data.all(b, a + b >= 0))",
                "event.data.map(a, event.data.map(b, b)).size() > 0",
                "[event.data].map(v, v + v).map(v, v + v).map(v, v + v).map(v, v + v).map(v, v + v).map(v, v + v)"
                        + ".map(v, v + v).map(v, v + v).map(v, v + v).map(v, v + v).map(v, v + v).map(v, v + v).size() > 0"
            })
    void anEvaluationIsBounded(String expression) {
        CloudEvent numbers = event("application/json", "[" + "1,".repeat(999) + "1]");
        assertThat(match(expression, numbers))
                .isInstanceOfSatisfying(
                        Match.Failed.class, failed -> assertThat(failed.why()).startsWith("The filter fails: "));
    }

    @Test
    void longTextsThatPatternsAreHeldAgainstCostMore() {
        CloudEvent text = event("text/plain", "a".repeat(200_000));
        assertThat(match("event.data.matches('(a?){99}b')", text))
                .isEqualTo(new Match.Failed("The filter fails: it takes too many steps for this event."));
        assertThat(match("event.data.contains('b')", text)).isEqualTo(new Match.No());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "event.type == | line 1, column 14: mismatched input '<EOF>' expecting",
                "evnt.type == 'x' | line 1, column 1: undeclared reference to 'evnt'",
                "event.type == 1 | line 1, column 12: found no matching overload for '_==_'",
                "event.type | line 1, column 6: expected type 'bool' but found 'string'",
                "event.data.items.exists(i, i == event.data.x) | it has a macro and compares two values of unknown types",
                "event.type.matches(event.data.p) | its matches() takes a pattern that does not stand in it as a text"
            })
    void anExpressionThatCannotBeIsRefusedWithItsPlace(String expression, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventFilter.parse(expression))
                .withMessageStartingWith(why);
    }

    @Test
    void anExpressionThatIsTooLongIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventFilter.parse("true || ".repeat(300) + "true"))
                .withMessageStartingWith("line 1, column 1: ");
    }

    @Test
    void aLineIsTold() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventFilter.parse("event.type == 'x'\n  && event.data.size(1)"))
                .withMessageStartingWith("line 2, column ");
    }

    @Test
    void dialectsMatchAsTheirStandardSays() {
        Map<String, Object> exact = Map.of("exact", Map.of("type", "order.created", "subject", "orders/17"));
        Map<String, Object> prefix = Map.of("prefix", Map.of("type", "order."));
        Map<String, Object> suffix = Map.of("suffix", Map.of("type", ".deleted"));
        Map<String, Object> missing = Map.of("exact", Map.of("traceparent", "x"));
        for (Object yes : List.of(
                exact,
                prefix,
                List.of(exact, prefix),
                List.of(),
                Map.of("all", List.of(exact, prefix)),
                Map.of("any", List.of(suffix, exact)),
                Map.of("not", suffix),
                Map.of("not", missing),
                Map.of("exact", Map.of("specversion", "1.0", "datacontenttype", "application/json")),
                Map.of("exact", Map.of("priority", 3)))) {
            assertThat(match(yes, EVENT)).as("%s", yes).isEqualTo(new Match.Yes());
        }
        for (Object no : List.of(
                suffix,
                missing,
                List.of(exact, suffix),
                Map.of("all", List.of(exact, suffix)),
                Map.of("any", List.of(suffix, missing)),
                Map.of("not", exact),
                Map.of("exact", Map.of("type", "Order.Created")))) {
            assertThat(match(no, EVENT)).as("%s", no).isEqualTo(new Match.No());
        }
    }

    private static void refused(Object filter, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventFilter.parse(filter))
                .withMessage(why);
    }

    @Test
    void aDialectThatCannotBeIsRefusedWithItsPlace() {
        refused(
                Map.of("sql", "type = 'x'"),
                "'sql' is in the dialect sql (CESQL), which is not known here: write it in CEL, as a text");
        refused(Map.of("exakt", Map.of()), "the filter has the unknown dialect 'exakt'; is 'exact' meant?");
        refused(
                Map.of("all", List.of(Map.of("prefix", Map.of("Type", "x")))),
                "'all[0].prefix' has 'Type', which cannot be an attribute: names have lower-case letters and digits only");
        refused(List.of(Map.of("any", List.of())), "'[0].any' is not a list of one filter at least");
        refused(Map.of("exact", Map.of("type", "")), "'exact.type' is not a text");
        refused(Map.of("exact", "x"), "'exact' has no attribute with its value, as in {type: order.created}");
        refused(
                Map.of("not", Map.of("exact", Map.of("id", "1"), "prefix", Map.of("id", "1"))),
                "'not' is not one dialect with what it takes, as in {exact: {type: order.created}}");
        refused(12, "'12' is no filter");
    }

    @Test
    void dialectsAreBounded() {
        Object deep = Map.of("exact", Map.of("id", "1"));
        for (int i = 0; i < 17; i++) {
            deep = Map.of("not", deep);
        }
        refused(deep, "the filter has more than 100 conditions, or more than 16 in one another");
        List<Object> wide = List.copyOf(java.util.Collections.nCopies(101, Map.of("exact", Map.of("id", "1"))));
        refused(wide, "the filter has more than 100 conditions, or more than 16 in one another");
    }

    @Test
    void filtersThatWereWrittenAlikeAreEqual() {
        assertThat(EventFilter.parse("event.id == '1'"))
                .isEqualTo(EventFilter.parse("event.id == '1'"))
                .isNotEqualTo(EventFilter.parse("event.id == '2'"))
                .hasToString("event.id == '1'");
    }
}
